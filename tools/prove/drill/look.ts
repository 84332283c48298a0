import type { BatchView, EventsPage, ResultsPage } from "#contracts";
import { httpCall, waitFor } from "#stack";
import { readdirSync, readFileSync } from "node:fs";

import type { FoundBatch, Holding, LoggedEvent } from "./proofs.js";
import type { System } from "./system.js";

const CALL_TIMEOUT_MS = 20_000;
const PAGE = 1_000;

const get = async <Body>(url: string): Promise<Body | undefined> => {
  const { status, body } = await httpCall(url, { timeoutMs: CALL_TIMEOUT_MS });
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`GET ${url}: ${status} ${body}`);
  return JSON.parse(body) as Body;
};

/** The whole log. */
export const readLog = async (gatewayUrl: string): Promise<LoggedEvent[]> => {
  const events: LoggedEvent[] = [];
  for (;;) {
    const since = events.at(-1)?.seq ?? 0;
    const page = await get<EventsPage>(
      `${gatewayUrl}/api/v1/events?since_seq=${since}&limit=${PAGE}`,
    );
    if (page === undefined || page.events.length === 0) return events;
    events.push(...page.events);
  }
};

/** A batch once it has ended, as a client finds it; undefined where there is none. */
export const readBatch = async (
  gatewayUrl: string,
  batchId: string,
  timeoutMs: number,
): Promise<FoundBatch | undefined> => {
  const url = `${gatewayUrl}/api/v1/valuation/batches/${batchId}`;
  const deadlineMs = performance.now() + timeoutMs;
  let batch = await get<BatchView>(url);
  while (batch !== undefined && (batch.status === "queued" || batch.status === "running")) {
    if (performance.now() > deadlineMs) return { status: batch.status, names: [] };
    await new Promise((resolve) => setTimeout(resolve, 200));
    batch = await get<BatchView>(url);
  }
  if (batch === undefined) return undefined;
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: ResultsPage | undefined = await get<ResultsPage>(
      `${url}/results?limit=${PAGE}${cursor === null ? "" : `&cursor=${cursor}`}`,
    );
    names.push(...(page?.items ?? []).map((item) => ("domain" in item ? item.domain : "no value")));
    cursor = page?.next_cursor ?? null;
  } while (cursor !== null);
  return { status: batch.status, names };
};

/** Waits until batches have ended. @throws when that takes too long */
export const untilEnded = async (
  gatewayUrl: string,
  batchIds: readonly string[],
  timeoutMs: number,
): Promise<void> => {
  const open = new Set(batchIds);
  await waitFor(
    async () => {
      for (const batchId of open) {
        const url = `${gatewayUrl}/api/v1/valuation/batches/${batchId}`;
        // During an outage there is no answer; batches that have not ended are polled again.
        const batch = await get<BatchView>(url).catch(() => undefined);
        if (batch === undefined || batch.status === "queued" || batch.status === "running")
          return false;
        open.delete(batchId);
      }
      return true;
    },
    { timeoutMs, what: `${batchIds.length} batches to end`, pollMs: 100 },
  );
};

/** Waits until every app is ready and a batch is answered with its values. @throws when that takes too long */
export const untilServing = async (
  { stack, processes }: System,
  timeoutMs: number,
): Promise<void> => {
  const answers = async (): Promise<boolean> => {
    try {
      const ready = await Promise.all(
        processes.map(({ now }) => httpCall(`${now().url}/readyz`, { timeoutMs: 3_000 })),
      );
      if (ready.some(({ status }) => status !== 200)) return false;
      const { status } = await httpCall(`${stack.gatewayUrl}/api/v1/valuation/batch`, {
        json: { domains: [`look-${Date.now()}.one`] },
        timeoutMs: 10_000,
      });
      return status === 200;
    } catch {
      // Rejected, reset or too late: not yet.
      return false;
    }
  };
  await waitFor(answers, {
    timeoutMs,
    what: "all parts to serve again by themselves",
    pollMs: 100,
  });
};

/** What the apps hold now. */
export const holdings = ({ processes }: System): Holding[] =>
  processes.flatMap(({ name, now }) => {
    const { pid, exit } = now();
    // A process that has ended holds nothing: that it ended is the finding.
    if (exit !== undefined) return [];
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return {
      name,
      memoryMb: Math.round(kilobytes / 1024),
      handles: readdirSync(`/proc/${pid}/fd`).length,
    };
  });
