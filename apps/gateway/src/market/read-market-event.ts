import { MarketEvent, MAX_AHEAD_MS, type MarketRefusalCode } from "#contracts";
import type { PricedMarketEvent } from "#market-rules";
import { parseDomainName, quoteOf, type Currencies } from "#valuation";

/** An event that is invalid by itself, whatever its order. */
export interface RejectedEvent {
  readonly ok: false;
  /** If it could be read. */
  readonly id: string | undefined;
  readonly code: MarketRefusalCode;
  readonly detail: string;
  /** Each invalid part, with its location in the event. */
  readonly errors: { pointer: string; detail: string }[];
}

/** Validates one raw market event: its shape, its time, its domain's name, and its currency. */
export const readMarketEvent = (
  value: unknown,
  currencies: Currencies,
  nowMs: number,
): { readonly ok: true; readonly event: PricedMarketEvent } | RejectedEvent => {
  const parsed = MarketEvent.safeParse(value);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => ({
      pointer: path.map((part) => `/${String(part)}`).join(""),
      detail: message,
    }));
    const detail = errors
      .map((error) => `${error.pointer.slice(1)} ${error.detail}`.trim())
      .join("; ");
    return { ok: false, id: idOf(value), code: "invalid", detail, errors };
  }
  const event = parsed.data;
  const reject = (code: MarketRefusalCode, pointer: string, detail: string): RejectedEvent => ({
    ok: false,
    id: event.id,
    code,
    detail,
    errors: [{ pointer, detail }],
  });
  if (Date.parse(event.at) > nowMs + MAX_AHEAD_MS)
    return reject(
      "in_the_future",
      "/at",
      `${event.at} is more than ${MAX_AHEAD_MS / 60_000} minutes ahead of the server's clock.`,
    );
  if (!("domain" in event)) return { ok: true, event };
  const name = parseDomainName(event.domain);
  if (!name.ok) return reject("invalid_name", "/domain", name.detail);
  const { currency } = quoteOf(name.suffix, currencies);
  if (event.currency !== undefined && event.currency !== currency)
    return reject(
      "wrong_currency",
      "/currency",
      `Names under .${name.suffix} are priced in ${currency}, not in ${event.currency}; convert the price, or leave the currency out.`,
    );
  return { ok: true, event: { ...event, domain: name.domain, currency } };
};

const idOf = (value: unknown): string | undefined =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string"
    ? value.id.slice(0, 200)
    : undefined;
