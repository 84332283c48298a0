import { SCOPES, type Scope } from "#contracts";
import { createHash, timingSafeEqual } from "node:crypto";

/** An API key in the settings, as a hash: readers of the settings cannot use it. */
export interface ApiKey {
  /** Whose it is: votes are counted by it, and limits. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Requests a minute, over all gateways; undefined is without a limit. */
  readonly perMinute: number | undefined;
  /** Requests a day (UTC), over all gateways; undefined is without a quota. */
  readonly perDay: number | undefined;
  readonly sha256: Buffer;
}

/**
 * `name:scope+scope:sha256 in hex`, and behind that, where there is a limit, `:requests a minute`, or
 * `:requests a minute:requests a day`, of which the first may be empty.
 */
const ENTRY =
  /^([\w.-]{1,64}):([a-z]+(?:\+[a-z]+)*):([0-9a-f]{64})(?::([1-9]\d{0,8})|:([1-9]\d{0,8})?:([1-9]\d{0,8}))?$/;

/** SHA-256 of a key: enough for keys of 256 random bits, which cannot be guessed. */
export const hashKey = (key: string): Buffer => createHash("sha256").update(key).digest();

/**
 * Reads keys as `API_KEYS` lists them, separated by commas.
 * @returns the keys, or the error of an entry, without its hash
 */
export const parseApiKeys = (text: string): { keys: ApiKey[] } | { problem: string } => {
  const keys: ApiKey[] = [];
  for (const [index, entry] of text.split(",").entries()) {
    const place = `entry ${index + 1}`;
    const match = ENTRY.exec(entry.trim());
    if (match === null)
      return {
        problem: `${place} must be like name:value+read:SHA256, and may end with :REQUESTS_A_MINUTE or :REQUESTS_A_MINUTE:REQUESTS_A_DAY; npm run key makes one`,
      };
    const [, name = "", scopes = "", hash = "", minuteAlone, minute, perDay] = match;
    const perMinute = minuteAlone ?? minute;
    const unknown = scopes.split("+").find((scope) => !isScope(scope));
    if (unknown !== undefined)
      return { problem: `${place}: there is no scope ${unknown}, but ${SCOPES.join(", ")}` };
    if (keys.some((key) => key.name === name))
      return { problem: `${place}: there is a key ${name} before it` };
    keys.push({
      name,
      scopes: new Set(scopes.split("+").filter(isScope)),
      perMinute: perMinute === undefined ? undefined : Number(perMinute),
      perDay: perDay === undefined ? undefined : Number(perDay),
      sha256: Buffer.from(hash, "hex"),
    });
  }
  return { keys };
};

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

/** Whose things a key may see and change: its own. Undefined is all: without keys, and for an administrator. */
export const viewerOf = (key: ApiKey | undefined): string | undefined =>
  key === undefined || key.scopes.has("admin") ? undefined : key.name;

/** The key of a token. Every key is compared, each in constant time, so that timing reveals nothing. */
export const findKey = (keys: readonly ApiKey[], shown: string | undefined): ApiKey | undefined => {
  const hash = hashKey(shown ?? "");
  let found: ApiKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.sha256, hash)) found = key;
  return found;
};
