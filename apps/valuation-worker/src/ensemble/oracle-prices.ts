import { PriceString } from "#contracts";
import type { OraclePrice } from "#valuation";
import { Logger } from "@nestjs/common";
import { LRUCache } from "lru-cache";
import { z } from "zod";

/** A price older than this is requested again; one older than the limit no longer counts. */
const REFRESH_AFTER_MS = 5 * 60_000;
const STALE_AFTER_MS = 60 * 60_000;
const TIMEOUT_MS = 3_000;
const MAX_AT_ONCE = 4;
/** Maximum waiting names, and cached prices. More are dropped: the next valuation requests them again. */
const MAX_WAITING = 10_000;
const MAX_KEPT = 50_000;
/** A price and its currency take less than a hundred bytes. */
const MAX_ANSWER_BYTES = 16 * 1024;
const MAX_REDIRECTS = 3;
/** After this many failures in a row the source is paused, then tried once. */
const FAILURES_TO_OPEN = 5;
const OPEN_MS = 30_000;

const OracleAnswer = z.object({ price: PriceString, currency: z.string().regex(/^[A-Z]{3,5}$/) });

/**
 * An optional source of prices outside, asked ahead and in the background: no request ever waits for it. A name's
 * first valuation has no outside price and has it fetched; the next one finds it.
 */
export class OraclePrices {
  private readonly logger = new Logger(OraclePrices.name);
  private readonly prices = new LRUCache<string, OraclePrice | { fetchedAtMs: number }>({
    max: MAX_KEPT,
  });
  private readonly waiting = new Set<string>();
  private readonly asking = new Set<string>();
  private failures = 0;
  private closedUntilMs = 0;

  /** @param template the source's address, with `{domain}` where the name goes */
  constructor(
    private readonly template: string,
    private readonly nowMs: () => number = Date.now,
  ) {}

  /** The price that is known of a domain, if it is not stale. Has it fetched where it is missing or old. */
  latest(domain: string): OraclePrice | undefined {
    const known = this.prices.get(domain);
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : this.nowMs() - known.fetchedAtMs;
    const isWanted = ageMs > REFRESH_AFTER_MS && !this.asking.has(domain);
    if (isWanted && this.waiting.size < MAX_WAITING) {
      this.waiting.add(domain);
      this.fetchWaiting();
    }
    return known !== undefined && "price" in known && ageMs <= STALE_AFTER_MS ? known : undefined;
  }

  private fetchWaiting(): void {
    for (const domain of this.waiting) {
      if (this.asking.size >= MAX_AT_ONCE || this.nowMs() < this.closedUntilMs) return;
      // Half open: one question, and the others wait for its answer.
      if (this.failures >= FAILURES_TO_OPEN && this.asking.size > 0) return;
      this.waiting.delete(domain);
      this.asking.add(domain);
      void this.fetchOne(domain).finally(() => {
        this.asking.delete(domain);
        this.fetchWaiting();
      });
    }
  }

  private async fetchOne(domain: string): Promise<void> {
    try {
      const price = await this.ask(domain);
      this.failures = 0;
      // "No price" is cached like a price.
      this.prices.set(domain, { ...price, fetchedAtMs: this.nowMs() });
    } catch (error) {
      this.failures += 1;
      if (this.failures < FAILURES_TO_OPEN) return;
      this.closedUntilMs = this.nowMs() + OPEN_MS;
      if (this.failures === FAILURES_TO_OPEN)
        this.logger.warn(
          `The outside price source failed ${FAILURES_TO_OPEN} times in a row (${(error as Error).message}); it is left alone for ${OPEN_MS / 1000} s at a time. Values go on without it.`,
        );
    }
  }

  private async ask(domain: string): Promise<z.infer<typeof OracleAnswer> | undefined> {
    const url = this.template.replaceAll("{domain}", encodeURIComponent(domain));
    const answer = await fetchWithin(url, AbortSignal.timeout(TIMEOUT_MS));
    if (answer.status === 404) {
      await answer.body?.cancel();
      return undefined;
    }
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`it answered ${answer.status}`);
    }
    const parsed = OracleAnswer.safeParse(parseOrNothing(await readText(answer)));
    if (!parsed.success) throw new Error('its answer is not {"price": "12.50", "currency": "USD"}');
    return parsed.data;
  }
}

/** Follows redirects only within the source's host: another host is not configured, and may be internal. */
const fetchWithin = async (
  url: string,
  signal: AbortSignal,
  redirects = MAX_REDIRECTS,
): Promise<Response> => {
  const answer = await fetch(url, {
    headers: { accept: "application/json" },
    redirect: "manual",
    signal,
  });
  const location = answer.headers.get("location");
  if (answer.status < 300 || answer.status >= 400 || location === null) return answer;
  await answer.body?.cancel();
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (next?.origin !== new URL(url).origin) throw new Error("it redirects to another host");
  if (redirects === 0) throw new Error(`it redirects more than ${MAX_REDIRECTS} times`);
  return fetchWithin(next.href, signal, redirects - 1);
};

/** @throws for an answer that is too long, without reading the rest */
const readText = async (answer: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    // Leaving the loop cancels the body.
    if (bytes > MAX_ANSWER_BYTES)
      throw new Error(`its answer has more than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
};

const parseOrNothing = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
