import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What became of the calls of a load that does not wait for answers. */
export interface OverloadOutcome {
  readonly acceptedMs: readonly number[];
  readonly refused: number;
  /** Refusals that did not say when to come back. */
  readonly unexplained: number;
  /** By what happened: another status, or a connection that broke. */
  readonly failures: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

const TURN_MS = 5;
let callNumber = 0;

/**
 * Posts three names so many times a second, whatever becomes of the calls before: who comes by does not know that
 * others wait.
 */
export const comeBy = async (
  gatewayUrl: string,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<OverloadOutcome> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const acceptedMs: number[] = [];
  const failures = new Map<string, number>();
  let refused = 0;
  let unexplained = 0;
  const one = async (): Promise<void> => {
    callNumber += 1;
    const domains = ["alpha", "bravo", "charlie"].map(
      (word) => `${word}-${process.pid}-o${callNumber}.one`,
    );
    const sentMs = performance.now();
    try {
      const { status, retryAfter } = await post(gatewayUrl, agent, { domains, ensemble: false });
      if (status === 200) acceptedMs.push(performance.now() - sentMs);
      else if (status === 503 || status === 429) {
        refused += 1;
        if (retryAfter === undefined) unexplained += 1;
      } else count(failures, `status ${status}`);
    } catch (error) {
      count(failures, (error as NodeJS.ErrnoException).code ?? String(error));
    }
  };
  const calls: Promise<void>[] = [];
  const startMs = performance.now();
  const total = perSecond * seconds;
  while (calls.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000));
    while (calls.length < due) calls.push(one());
    await sleep(TURN_MS);
  }
  await Promise.all(calls);
  agent.destroy();
  return { acceptedMs, refused, unexplained, failures, elapsedMs: performance.now() - startMs };
};

const count = (counts: Map<string, number>, what: string): void =>
  void counts.set(what, (counts.get(what) ?? 0) + 1);

const post = (
  gatewayUrl: string,
  agent: Agent,
  body: unknown,
): Promise<{ status: number; retryAfter: string | undefined }> =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const outgoing = request(
      `${gatewayUrl}/api/v1/valuation/batch`,
      {
        method: "POST",
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
      },
      (response) => {
        response.resume();
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers["retry-after"],
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
