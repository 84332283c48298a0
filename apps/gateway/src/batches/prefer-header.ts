import { DEFAULT_WAIT_S, MAX_WAIT_S } from "#contracts";

/** How long an answer may take, by RFC 7240. */
export interface Preference {
  /** Milliseconds to wait for the values before answering 202. */
  readonly waitMs: number;
  /** What `Preference-Applied` says; undefined when nothing was asked. */
  readonly applied: string | undefined;
}

/**
 * Reads a `Prefer` header. `respond-async` alone waits for nothing; `wait=S` waits for S seconds, 30 at the most.
 * What it does not understand it ignores, as the RFC says.
 */
export const readPrefer = (header: string | undefined): Preference => {
  const preferences = (header ?? "").split(/[,;]/).map((part) => part.trim().toLowerCase());
  const wait = preferences
    .map((part) => /^wait\s*=\s*"?(\d{1,9})"?$/.exec(part)?.[1])
    .find((seconds) => seconds !== undefined);
  const isAsync = preferences.includes("respond-async");
  if (wait !== undefined) {
    const waitS = Math.min(Number(wait), MAX_WAIT_S);
    return { waitMs: waitS * 1000, applied: `${isAsync ? "respond-async, " : ""}wait=${waitS}` };
  }
  return isAsync
    ? { waitMs: 0, applied: "respond-async" }
    : { waitMs: DEFAULT_WAIT_S * 1000, applied: undefined };
};
