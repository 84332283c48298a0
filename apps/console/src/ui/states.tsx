import "./states.css";

import type { AssayProblem } from "#client";
import type { ReactNode } from "react";

import { Button } from "./button.js";

/** Something is being loaded. */
export const Busy = ({ what }: { what: string }) => (
  <div className="busy" role="status">
    Loading {what} …
  </div>
);

/** There is nothing yet, and what to do about it. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="state">
    <h2>{title}</h2>
    {children}
  </div>
);

/** What to do about a problem, beside what the server said. */
const adviceFor = ({ kind, status, retryAfterS }: AssayProblem): string => {
  const later = retryAfterS === undefined ? "in a moment" : `in ${retryAfterS} s`;
  switch (kind) {
    case "unreachable":
      return "The server does not answer. Look whether it runs and whether you are online, then try again.";
    case "unauthorized":
      return "Give an API key (the key at the top right).";
    case "forbidden":
      return "Use a key with that scope.";
    case "rate-limited":
      return `This key has made as many calls as it may. Try again ${later}.`;
    case "overloaded":
      return `The system is busy. Try again ${later}.`;
    case "unavailable":
      return `A part of the system is unavailable; the Latency screen shows which. Try again ${later}.`;
    default:
      return status >= 500 ? `Try again ${later}.` : "";
  }
};

/** A call has failed: what the server said, what to do, and its trace for a bug report. */
export const Failure = ({
  problem,
  onRetry,
}: {
  problem: AssayProblem;
  onRetry?: (() => void) | undefined;
}) => {
  const trace = problem.problem.instance?.split(":").at(-1);
  return (
    <div className="state bad" role="alert">
      <h2>{problem.problem.title}</h2>
      <p>{problem.message}</p>
      <p className="dim">{adviceFor(problem)}</p>
      {trace !== undefined && (
        <p className="small dim">
          Trace <code>{trace}</code>
        </p>
      )}
      {onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
};

/** One line above what is still shown: it may be old. */
export const Notice = ({ isBad = false, children }: { isBad?: boolean; children: ReactNode }) => (
  <div className={isBad ? "notice bad" : "notice"} role="status">
    {children}
  </div>
);
