import type { BatchResponse, BatchView, EventsPage, ResultsPage } from "#contracts";
import { waitFor } from "#stack";

/** A response with its body read. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  readonly text: string;
}

/** Calls one gateway as a client would. */
export class Api {
  constructor(readonly gatewayUrl: string) {}

  async call<Body = unknown>(
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(`${this.gatewayUrl}${path}`, { method, ...init });
    const text = await response.text();
    const isJson =
      /json/.test(response.headers.get("content-type") ?? "") &&
      !/ndjson/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }

  get<Body = unknown>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.call<Body>("GET", path, { headers });
  }

  /** Posts a batch as JSON. */
  submit<Body = BatchResponse>(
    domains: readonly unknown[],
    headers: Record<string, string> = {},
    more: object = {},
  ): Promise<Answer<Body>> {
    return this.call<Body>("POST", "/api/v1/valuation/batch", {
      // As long as a caller may wait: a slow machine is to answer late, and not with a 202.
      headers: { "content-type": "application/json", prefer: "wait=30", ...headers },
      body: JSON.stringify({ domains, ...more }),
    });
  }

  async batch(batchId: string): Promise<BatchView> {
    return (await this.get<BatchView>(`/api/v1/valuation/batches/${batchId}`)).body;
  }

  /** Waits until a batch has ended. */
  untilEnded(batchId: string, timeoutMs = 150_000): Promise<BatchView> {
    return waitFor(
      async () => {
        const answer = await this.get<BatchView>(`/api/v1/valuation/batches/${batchId}`).catch(
          () => undefined,
        );
        return answer?.status === 200 &&
          answer.body.status !== "queued" &&
          answer.body.status !== "running"
          ? answer.body
          : undefined;
      },
      { timeoutMs, what: `batch ${batchId} to end`, pollMs: 100 },
    );
  }

  /** All items of a batch, page by page. */
  async allResults(batchId: string): Promise<ResultsPage["items"]> {
    const items: ResultsPage["items"] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "?limit=1000" : `?limit=1000&cursor=${cursor}`;
      const page: ResultsPage = (
        await this.get<ResultsPage>(`/api/v1/valuation/batches/${batchId}/results${query}`)
      ).body;
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return items;
  }

  /** The whole log. */
  async allEvents(): Promise<EventsPage["events"]> {
    const events: EventsPage["events"] = [];
    for (;;) {
      const since = events.at(-1)?.seq ?? 0;
      const { body } = await this.get<EventsPage>(`/api/v1/events?since_seq=${since}&limit=1000`);
      if (body.events.length === 0) return events;
      events.push(...body.events);
    }
  }
}
