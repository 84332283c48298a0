import type { AssayProblem } from "#client";
import { useState } from "react";

import { toProblem } from "../../api/use-query.js";

export interface Action {
  readonly isBusy: boolean;
  readonly problem: AssayProblem | undefined;
  readonly run: (action: () => Promise<unknown>) => void;
}

/** A call that changes something: one at a time, and what went wrong with it. */
export const useAction = (onDone: () => void): Action => {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<AssayProblem>();
  const run = (action: () => Promise<unknown>): void => {
    setIsBusy(true);
    setProblem(undefined);
    action()
      .then(onDone, (error: unknown) => setProblem(toProblem(error)))
      .finally(() => setIsBusy(false));
  };
  return { isBusy, problem, run };
};
