import { AssayProblem } from "#client";
import { useCallback, useEffect, useRef, useState } from "react";

import { rejectKey, useKey } from "./key-store.js";

export interface Query<Data> {
  readonly data: Data | undefined;
  /** Of the last try; what was there before stays. */
  readonly error: AssayProblem | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Whatever was thrown, as a problem; one about keys makes the page ask for one. */
export const toProblem = (error: unknown): AssayProblem => {
  const problem =
    error instanceof AssayProblem
      ? error
      : new AssayProblem({
          type: "about:blank",
          title: "Something went wrong in the page",
          status: 0,
          detail: error instanceof Error ? error.message : String(error),
        });
  if (problem.status === 401) rejectKey();
  return problem;
};

/**
 * Loads something, again when `id` changes, and every `everyMs` while the page is seen.
 * @param id what it is that is loaded; undefined loads nothing
 */
export const useQuery = <Data>(
  id: string | undefined,
  load: (signal: AbortSignal) => Promise<Data>,
  everyMs?: number,
): Query<Data> => {
  const key = useKey();
  const [state, setState] = useState<{ id?: string; data?: Data; error?: AssayProblem }>({});
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });

  useEffect(() => {
    if (id === undefined) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      try {
        const data = await latest.current(abort.signal);
        if (!abort.signal.aborted) setState({ id, data });
      } catch (error) {
        if (abort.signal.aborted) return;
        const problem = toProblem(error);
        setState((before) =>
          before.id === id && before.data !== undefined
            ? { id, data: before.data, error: problem }
            : { id, error: problem },
        );
      }
      if (everyMs !== undefined && !abort.signal.aborted)
        timer = setTimeout(() => void (document.hidden ? wait() : run()), everyMs);
    };
    const wait = (): void => {
      timer = setTimeout(() => void (document.hidden ? wait() : run()), everyMs);
    };
    void run();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, everyMs, turn, key]);

  const reload = useCallback(() => setTurn((value) => value + 1), []);
  const isCurrent = state.id === id;
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    isLoading: id !== undefined && (!isCurrent || (state.data === undefined && !state.error)),
    reload,
  };
};
