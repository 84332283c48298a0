import { useEffect, useState, useSyncExternalStore } from "react";

import { useApi } from "../../api/api.js";
import { rejectKey, useKey } from "../../api/key-store.js";
import { LiveFeed, type LiveState } from "./live-feed.js";

/** The stream, followed as long as it is on the screen. */
export const useLive = (): [LiveFeed | undefined, LiveState | undefined] => {
  const { streamUrl, settings } = useApi();
  const key = useKey();
  const [feed, setFeed] = useState<LiveFeed>();
  const isAllowed = key !== undefined || !settings.keys_required;
  useEffect(() => {
    if (!isAllowed) return undefined;
    const made = new LiveFeed(
      { url: streamUrl, ...(key === undefined ? {} : { token: key }) },
      rejectKey,
    );
    setFeed(made);
    return () => made.close();
  }, [streamUrl, key, isAllowed]);
  const state = useSyncExternalStore(
    feed?.subscribe ?? subscribeToNothing,
    feed?.get ?? getNothing,
  );
  return [feed, state];
};

const subscribeToNothing = (): (() => void) => () => undefined;
const getNothing = (): undefined => undefined;
