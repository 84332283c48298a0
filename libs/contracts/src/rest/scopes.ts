/**
 * The scopes of an API key: `value` to value names, `read` to read values, events and the stream, `market`
 * to post market events, disputes and votes, `admin` to override values and to manage funds and recordings.
 */
export const SCOPES = ["value", "read", "market", "admin"] as const;
export type Scope = (typeof SCOPES)[number];
