import { randomUUID } from "node:crypto";
import type { ReportedMarketEvent } from "#contracts";
import type { Stack } from "#stack";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";

import { movingMarket } from "../../data/market/moving-market.js";
import { sendEvents } from "../../data/market/send.js";
import type { SeededMarket, TradedDomain } from "../../data/market/seeded-market.js";
import { call } from "./load.js";
import { subscribeMany } from "./stream-load.js";

/** Of a frame of the stream, as much as is measured by. */
interface SeenEvent {
  readonly t: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly data: { readonly trade_id?: string; readonly domain?: string };
}

const TURN_MS = 50;
/** Events a second of a sender, by their own times. */
const PER_SENDER = 1_250;

let seed = 1;
const nextSeed = (): number => (seed += 1);

/** Sends what a seeded market is made of, and values all of its domains. */
export const fill = async (
  { gatewayUrl }: Stack,
  { domains, events }: SeededMarket,
): Promise<void> => {
  for (let sent = 0; sent < events.length; sent += 500)
    await sendEvents(gatewayUrl, events.slice(sent, sent + 500));
  await valueAll(gatewayUrl, domains);
};

const valueAll = (gatewayUrl: string, domains: readonly TradedDomain[]): Promise<unknown> =>
  call("POST", `${gatewayUrl}/api/v1/valuation/batch`, {
    domains: domains.map(({ domain }) => domain),
    ensemble: false,
  });

/** What became of the events of all senders. */
export interface Ingested {
  readonly accepted: number;
  readonly rejected: number;
  readonly elapsedMs: number;
}

/** Posts events as they happen; each sender has a market of its own. */
export const ingest = async (
  { gatewayUrl }: Stack,
  domains: readonly TradedDomain[],
  { senders, requests, atOnce }: { senders: number; requests: number; atOnce: number },
): Promise<Ingested> => {
  const batchesBySender = Array.from({ length: senders }, () => {
    const market = movingMarket(domains, nextSeed(), Date.now(), PER_SENDER);
    return Array.from({ length: requests }, () =>
      Array.from({ length: atOnce }, (): ReportedMarketEvent => market.next().value),
    );
  });
  const startMs = performance.now();
  const receipts = await Promise.all(
    batchesBySender.map(async (batches) => {
      const counts = { accepted: 0, rejected: 0 };
      for (const events of batches) {
        const { accepted, refused } = await sendEvents(gatewayUrl, events);
        counts.accepted += accepted;
        counts.rejected += refused;
      }
      return counts;
    }),
  );
  const elapsedMs = performance.now() - startMs;
  const sum = (of: "accepted" | "rejected"): number =>
    receipts.reduce((total, receipt) => total + receipt[of], 0);
  return { accepted: sum("accepted"), rejected: sum("rejected"), elapsedMs };
};

/** Milliseconds from the sending of each trade to the first value behind it that a subscriber was sent. */
export interface Effects {
  readonly latenciesMs: readonly number[];
  readonly trades: number;
  readonly rejected: number;
}

/** Posts so many events a second, and watches what trades do to the values of their domains. */
export const effects = async (
  stack: Stack,
  domains: readonly TradedDomain[],
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Effects> => {
  const sentMs = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  const latenciesMs: number[] = [];
  const [socket] = await subscribeMany(stack, 1, (data) => {
    const event = JSON.parse(data.toString("utf8")) as SeenEvent;
    const { domain = "", trade_id: tradeId = "" } = event.data ?? {};
    if (event.type === "trade") {
      const ids = waiting.get(domain);
      if (ids === undefined) waiting.set(domain, [tradeId]);
      else ids.push(tradeId);
    } else if (event.type === "valuation_update") {
      const ids = waiting.get(domain) ?? [];
      // A value whose making began before a trade was sent cannot know of it.
      const caused = ids.filter((id) => (sentMs.get(id) ?? 0) <= Date.parse(event.at));
      for (const id of caused) latenciesMs.push(Date.now() - (sentMs.get(id) ?? 0));
      waiting.set(
        domain,
        ids.filter((id) => !caused.includes(id)),
      );
    }
  });
  const startMs = Date.now();
  const market = movingMarket(domains, nextSeed(), startMs, perSecond);
  const total = perSecond * seconds;
  const requests: Promise<{ refused: number }>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((Date.now() - startMs) * perSecond) / 1_000)) - sent;
    if (due > 0) {
      const events = Array.from({ length: due }, () => market.next().value);
      const nowMs = Date.now();
      for (const event of events) if (event.type === "trade") sentMs.set(event.id, nowMs);
      sent += due;
      // In turn, as one sender posts them: a fill must not overtake the order that it fills.
      const before = requests.at(-1);
      requests.push(
        (async () => {
          await before;
          return sendEvents(stack.gatewayUrl, events);
        })(),
      );
    }
    await sleep(TURN_MS);
  }
  const receipts = await Promise.all(requests);
  const deadlineMs = Date.now() + 10_000;
  while (latenciesMs.length < sentMs.size && Date.now() < deadlineMs) await sleep(TURN_MS);
  await closed(socket);
  return {
    latenciesMs,
    trades: sentMs.size,
    rejected: receipts.reduce((sum, { refused }) => sum + refused, 0),
  };
};

/** Opens funds, each of so many of the domains with equal weights. @returns their symbols */
export const openFunds = async (
  { gatewayUrl }: Stack,
  domains: readonly TradedDomain[],
  { funds, positions }: { funds: number; positions: number },
): Promise<string[]> => {
  const dollars = domains.filter(({ domain }) => !domain.endsWith(".eth"));
  const symbols = Array.from({ length: funds }, (_, index) => `F${nextSeed()}X${index}`);
  for (const [index, symbol] of symbols.entries()) {
    const from = (index * 7) % (dollars.length - positions);
    await call("POST", `${gatewayUrl}/api/v1/etfs`, {
      symbol,
      shares: "10000",
      management_fee_bps: 75,
      performance_fee_bps: 1_000,
      positions: dollars
        .slice(from, from + positions)
        .map(({ domain }) => ({ domain, weight_bps: 10_000 / positions })),
    });
  }
  return symbols;
};

/** Redeems funds whole, so that no loop looks at them any more. */
export const closeFunds = async (
  { gatewayUrl }: Stack,
  symbols: readonly string[],
): Promise<void> => {
  for (const symbol of symbols)
    await call(
      "POST",
      `${gatewayUrl}/api/v1/etfs/${symbol}/redeem`,
      { shares: "10000" },
      { "idempotency-key": randomUUID() },
    );
};

/**
 * Watches runs that recompute the NAVs of all funds.
 * @returns for each run the milliseconds from its start until a subscriber has been sent the last NAV
 */
export const navRuns = async (stack: Stack, funds: number, runs: number): Promise<number[]> => {
  const byRun = new Map<string, { navs: number; durationMs: number }>();
  const [socket] = await subscribeMany(stack, 1, (data) => {
    const { type, at } = JSON.parse(data.toString("utf8")) as SeenEvent;
    if (type !== "nav_update") return;
    // All NAVs of a run are as of its start.
    const navs = (byRun.get(at)?.navs ?? 0) + 1;
    byRun.set(at, { navs, durationMs: Date.now() - Date.parse(at) });
  });
  const whole = (): number[] =>
    [...byRun.values()].filter(({ navs }) => navs === funds).map(({ durationMs }) => durationMs);
  const deadlineMs = Date.now() + runs * 10_000;
  while (whole().length < runs) {
    if (Date.now() > deadlineMs)
      throw new Error(`Only ${whole().length} of ${runs} runs had the NAVs of all ${funds} funds.`);
    await sleep(TURN_MS);
  }
  await closed(socket);
  return whole();
};

const closed = async (socket: WebSocket | undefined): Promise<void> => {
  if (socket === undefined) return;
  socket.close();
  await once(socket, "close");
};
