/**
 * What an API key may be allowed: `value` to have names valued, `read` to read values, events and the stream, `market`
 * to tell of the market and of what people think of values, `admin` to set values, and to run funds.
 */
export const SCOPES = ["value", "read", "market", "admin"] as const;
export type Scope = (typeof SCOPES)[number];
