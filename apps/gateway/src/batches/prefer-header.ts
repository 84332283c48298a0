import { DEFAULT_WAIT_S, MAX_WAIT_S } from "#contracts";

/** The wait that a `Prefer` header asks for (RFC 7240). */
export interface Preference {
  /** Milliseconds to wait for the values before answering 202. */
  readonly waitMs: number;
  /** The value of `Preference-Applied`; undefined without a preference. */
  readonly applied: string | undefined;
}

/**
 * Parses a `Prefer` header. `respond-async` alone does not wait; `wait=S` waits for S seconds, at most 30.
 * Unknown preferences are ignored, as the RFC requires.
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
