import {
  MarketReceipt,
  type BatchResponse,
  type BatchView,
  type ReportedMarketEvent,
} from "#contracts";
import { setTimeout as sleep } from "node:timers/promises";

import { movingMarket } from "../../data/market/moving-market.js";
import type { TradedDomain } from "../../data/market/seeded-market.js";

/** A batch that was answered, and so must be there. */
export interface AnsweredBatch {
  readonly batchId: string;
  readonly status: number;
  readonly names: readonly string[];
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

/** A request that ended without a batch: what may, and what must not have happened to its names. */
export interface UnansweredRequest {
  readonly names: readonly string[];
  /** `rejected`: the answer says that nothing was done. `unknown`: anything may have happened, once. */
  readonly outcome: "rejected" | "unknown";
}

/** The acknowledged answers of the load, which must hold at the end. */
export interface Promised {
  readonly batches: AnsweredBatch[];
  /** Requests without an Idempotency-Key that got no batch: they are not retried. */
  readonly histories: UnansweredRequest[];
  /** Market events that were accepted, by their ids. */
  readonly events: string[];
  /** Calls without an answer, or with another than was hoped for, by what it was. */
  readonly unanswered: Map<string, number>;
  /** Answers that no fault explains: anything but 200, 202, 429 and 503. */
  readonly wrong: string[];
}

/** A steady load, until it is stopped. */
export interface SteadyLoad {
  readonly promised: Promised;
  /** Asks for a large batch beyond the steady ones; resolves when it is accepted, and not done. */
  askMore(): Promise<void>;
  /** No new calls; those that are to be answered in the end are tried until they are. */
  end(): Promise<void>;
}

const SMALL_LOOPS = 4;
const SMALL_EVERY_MS = 400;
const LARGE_NAMES = 1_200;
const LARGE_EVERY_MS = 8_000;
const MARKET_EVERY_MS = 250;
const MARKET_PER_SECOND = 20;
const CALL_TIMEOUT_MS = 20_000;
const RETRY_MS = 200;
/** Of the small batches one in two is asked until it is answered, with one Idempotency-Key. */
const KEYED_OF = 2;

/** Posts small and large batches, and events of a moving market. */
export const startLoad = (
  gatewayUrl: string,
  seed: number,
  domains: readonly TradedDomain[],
): SteadyLoad => {
  const promised: Promised = {
    batches: [],
    histories: [],
    events: [],
    unanswered: new Map(),
    wrong: [],
  };
  const state = { isOver: false };
  let number = 0;
  const namesOf = (count: number): string[] => {
    number += 1;
    return Array.from({ length: count }, (_, index) => `drill-${number}-${index}.one`);
  };

  /** @returns whether it was answered */
  const ask = async (names: string[], headers: Record<string, string>): Promise<boolean> => {
    const askedAtMs = Date.now();
    const answer = await post(
      gatewayUrl,
      "/valuation/batch",
      { domains: names },
      headers,
      promised,
    );
    if ("outcome" in answer) {
      if (headers["idempotency-key"] === undefined)
        promised.histories.push({ names, outcome: answer.outcome });
      return false;
    }
    const { batch_id: batchId } = JSON.parse(answer.text) as BatchResponse | BatchView;
    const { status } = answer;
    promised.batches.push({ batchId, status, names, askedAtMs, answeredAtMs: Date.now() });
    return true;
  };
  const untilAnswered = async (attempt: () => Promise<boolean>): Promise<void> => {
    while (!(await attempt())) await sleep(RETRY_MS);
  };

  const small = async (loop: number): Promise<void> => {
    for (let call = 0; !state.isOver; call += 1) {
      const names = namesOf(3);
      const key = `small-${seed}-${loop}-${call}`;
      if (call % KEYED_OF === 0) await untilAnswered(() => ask(names, { "idempotency-key": key }));
      else await ask(names, {});
      await sleep(SMALL_EVERY_MS);
    }
  };
  const askMore = async (): Promise<void> => {
    const names = namesOf(LARGE_NAMES);
    const headers = { "idempotency-key": `large-${seed}-${number}`, prefer: "respond-async" };
    await untilAnswered(() => ask(names, headers));
  };
  const large = async (): Promise<void> => {
    while (!state.isOver) {
      await askMore();
      for (let waited = 0; waited < LARGE_EVERY_MS && !state.isOver; waited += RETRY_MS)
        await sleep(RETRY_MS);
    }
  };
  const market = async (): Promise<void> => {
    const moves = movingMarket(domains, seed, Date.now(), MARKET_PER_SECOND);
    while (!state.isOver) {
      const events = Array.from(
        { length: (MARKET_PER_SECOND * MARKET_EVERY_MS) / 1_000 },
        (): ReportedMarketEvent => moves.next().value,
      );
      await untilAnswered(async () => {
        const answer = await post(gatewayUrl, "/market/events", events, {}, promised);
        if ("outcome" in answer) return false;
        const receipt = MarketReceipt.parse(JSON.parse(answer.text));
        const rejected = new Set(receipt.errors.map(({ id }) => id));
        promised.events.push(...events.map(({ id }) => id).filter((id) => !rejected.has(id)));
        return true;
      });
      await sleep(MARKET_EVERY_MS);
    }
  };

  const loops = Promise.all([
    ...Array.from({ length: SMALL_LOOPS }, (_, loop) => small(loop)),
    large(),
    market(),
  ]);
  return {
    promised,
    askMore,
    async end() {
      state.isOver = true;
      await loops;
    },
  };
};

/** Problems that say that nothing was done. */
const REJECTED = /urn:assay:problem:(overloaded|rate-limited)"/;

const post = async (
  gatewayUrl: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  { unanswered, wrong }: Promised,
): Promise<{ status: number; text: string } | Pick<UnansweredRequest, "outcome">> => {
  const count = (
    what: string,
    outcome: UnansweredRequest["outcome"],
  ): Pick<UnansweredRequest, "outcome"> => {
    unanswered.set(what, (unanswered.get(what) ?? 0) + 1);
    return { outcome };
  };
  try {
    const response = await fetch(`${gatewayUrl}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status < 300) return { status: response.status, text };
    if (response.status !== 503 && response.status !== 429)
      wrong.push(`${path}: ${response.status} ${text.slice(0, 300)}`);
    return count(`status ${response.status}`, REJECTED.test(text) ? "rejected" : "unknown");
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return count(cause?.code ?? (error as Error).name, "unknown");
  }
};
