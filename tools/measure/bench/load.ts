import type { BatchView } from "#contracts";
import { Agent, request } from "node:http";

import { keyHeader } from "../../cli/command-line/key-header.js";

/** `npm run stress` loads a system that may have keys. */
const KEY_HEADER = keyHeader();

const kept = new Agent({ keepAlive: true, maxSockets: 64 });

/** One call, on a connection that is kept unless another agent says otherwise. @throws on any status of 400 and more */
export const call = (
  method: "GET" | "POST",
  url: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
  agent: Agent | false = kept,
): Promise<{ body: string; serverTiming: string }> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const outgoing = request(
      url,
      {
        method,
        agent,
        headers: {
          ...KEY_HEADER,
          ...more,
          ...(text === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
        },
      },
      (response) => {
        let heard = "";
        response.setEncoding("utf8");
        response.on("error", reject);
        response.on("data", (part: string) => {
          heard += part;
        });
        response.on("end", () => {
          const { statusCode: status = 0, headers } = response;
          if (status >= 400 || status === 0)
            reject(new Error(`${method} ${url}: ${status} ${heard}`));
          else resolve({ body: heard, serverTiming: String(headers["server-timing"] ?? "") });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });

export const closeConnections = (): void => kept.destroy();

let batchNumber = 0;

/** Three names that no batch of this process has had. */
export const threeNames = (): string[] => {
  batchNumber += 1;
  return ["alpha", "bravo", "charlie"].map((word) => `${word}-${process.pid}-${batchNumber}.one`);
};

/** One call, as it stands in a line of `calls.jsonl`. Milliseconds. */
export interface CallRecord {
  readonly atMs: number;
  readonly durationMs: number;
  /** Of `Server-Timing`, with `unattributed` and `total`. */
  readonly stages: Readonly<Record<string, number>>;
  readonly error?: string;
}

/** What is called, how often, and until when. */
export interface Load {
  readonly calls: number;
  readonly concurrency: number;
  readonly ensemble: boolean;
  /** Each call on a connection of its own. */
  readonly isNewConnection?: boolean;
  /** Ends the load before its last call. */
  readonly until?: () => boolean;
  readonly signal?: AbortSignal;
  readonly domains?: () => string[];
  /** Each call waits for this before it is made. */
  readonly pace?: () => Promise<void>;
}

/** `accept;dur=0.12, …` → milliseconds by stage. */
export const readServerTiming = (header: string): Record<string, number> =>
  Object.fromEntries(
    header
      .split(", ")
      .filter((part) => part.includes(";dur="))
      .map((part): [string, number] => {
        const [stage = "", durationMs = "0"] = part.split(";dur=");
        return [stage, Number(durationMs)];
      }),
  );

/**
 * Posts small batches, `concurrency` at once. A call that fails is a record with its error, and the load goes on.
 * @throws the signal's reason once it is aborted
 */
export const valueThrees = async (
  gatewayUrl: string,
  {
    calls,
    concurrency,
    ensemble,
    isNewConnection = false,
    until: isOver = () => false,
    signal,
    domains = threeNames,
    pace,
  }: Load,
  onCall: (record: CallRecord) => void = () => undefined,
): Promise<{ records: CallRecord[]; elapsedMs: number }> => {
  const records: CallRecord[] = [];
  let left = calls;
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0 && !isOver()) {
      signal?.throwIfAborted();
      left -= 1;
      await pace?.();
      if (isOver()) return;
      const sentMs = performance.now();
      const record = await call(
        "POST",
        `${gatewayUrl}/api/v1/valuation/batch`,
        { domains: domains(), ensemble },
        {},
        isNewConnection ? false : kept,
      ).then(
        ({ serverTiming }) => ({ stages: readServerTiming(serverTiming) }),
        (error: Error) => ({ stages: {}, error: error.message }),
      );
      const timed = {
        atMs: sentMs - startedMs,
        durationMs: performance.now() - sentMs,
        ...record,
      };
      records.push(timed);
      onCall(timed);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return { records, elapsedMs: performance.now() - startedMs };
};

/**
 * Posts one large batch and waits for its last commit.
 * @returns milliseconds from posting to the last commit seen
 * @throws when the batch ends otherwise, or the signal's reason once it is aborted
 */
export const valueMany = async (
  gatewayUrl: string,
  names: number,
  onProgress: (done: number) => void,
  signal?: AbortSignal,
): Promise<number> => {
  batchNumber += 1;
  const domains = Array.from(
    { length: names },
    (_, index) => `bulk-${process.pid}-${batchNumber}-${index}.com`,
  );
  const startedMs = performance.now();
  const accepted = JSON.parse(
    (await call("POST", `${gatewayUrl}/api/v1/valuation/batch`, { domains, ensemble: false })).body,
  ) as BatchView;
  for (;;) {
    signal?.throwIfAborted();
    const batch = JSON.parse(
      (await call("GET", `${gatewayUrl}/api/v1/valuation/batches/${accepted.batch_id}`)).body,
    ) as BatchView;
    onProgress(batch.done);
    if (batch.status === "completed") return performance.now() - startedMs;
    if (batch.status !== "queued" && batch.status !== "running")
      throw new Error(`The batch is ${batch.status}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
