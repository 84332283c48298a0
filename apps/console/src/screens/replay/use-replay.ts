import { useEffect, useState, useSyncExternalStore } from "react";

import { useApi } from "../../api/api.js";
import { rejectKey, useKey } from "../../api/key-store.js";
import { ReplaySession, type ReplayState } from "./replay-session.js";
import type { Prepared } from "./use-timeline.js";

/** A replay, followed as long as it is on the screen. */
export const useReplay = (
  prepared: Prepared,
): [ReplaySession | undefined, ReplayState | undefined] => {
  const { streamUrl } = useApi();
  const key = useKey();
  const [session, setSession] = useState<ReplaySession>();
  useEffect(() => {
    const made = new ReplaySession(
      {
        url: streamUrl,
        request: prepared.request,
        ...(key === undefined ? {} : { token: key }),
      },
      prepared.timeline,
      prepared.firstSeq,
      rejectKey,
    );
    setSession(made);
    return () => made.close();
  }, [prepared, streamUrl, key]);
  const state = useSyncExternalStore(
    session?.subscribe ?? subscribeToNothing,
    session?.get ?? getNothing,
  );
  return [session, state];
};

const subscribeToNothing = (): (() => void) => () => undefined;
const getNothing = (): undefined => undefined;
