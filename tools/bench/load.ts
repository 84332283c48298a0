import type { BatchView } from "#contracts";
import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** One call on a connection that is kept. @throws on any status of 400 and more */
export const call = (
  method: "GET" | "POST",
  url: string,
  body?: unknown,
): Promise<{ body: string; serverTiming: string }> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const outgoing = request(
      url,
      {
        method,
        agent,
        headers:
          text === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) },
      },
      (response) => {
        let heard = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          heard += part;
        });
        response.on("end", () => {
          if ((response.statusCode ?? 500) >= 400)
            reject(new Error(`${method} ${url}: ${response.statusCode ?? "?"} ${heard}`));
          else
            resolve({ body: heard, serverTiming: String(response.headers["server-timing"] ?? "") });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });

export const closeConnections = (): void => agent.destroy();

let batchNumber = 0;

/** Three names that no batch of this process has had. */
const threeNames = (): string[] => {
  batchNumber += 1;
  return ["alpha", "bravo", "charlie"].map((word) => `${word}-${process.pid}-${batchNumber}.one`);
};

/** Posts batches of three names, `concurrency` at once. @returns milliseconds of each call */
export const valueThrees = async (
  gatewayUrl: string,
  { calls, concurrency, ensemble }: { calls: number; concurrency: number; ensemble: boolean },
  onCall: () => void = () => undefined,
): Promise<{ samplesMs: number[]; elapsedMs: number; stages: Map<string, number[]> }> => {
  const samplesMs: number[] = [];
  const stages = new Map<string, number[]>();
  let left = calls;
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sentMs = performance.now();
      const { serverTiming } = await call("POST", `${gatewayUrl}/api/v1/valuation/batch`, {
        domains: threeNames(),
        ensemble,
      });
      samplesMs.push(performance.now() - sentMs);
      for (const part of serverTiming.split(", ")) {
        const [stage = "", durationMs = "0"] = part.split(";dur=");
        const samples = stages.get(stage) ?? [];
        samples.push(Number(durationMs));
        stages.set(stage, samples);
      }
      onCall();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return { samplesMs, elapsedMs: performance.now() - startedMs, stages };
};

/** Posts one large batch and waits for its last commit. @returns milliseconds from posting to the last commit seen */
export const valueMany = async (
  gatewayUrl: string,
  names: number,
  onProgress: (done: number) => void,
): Promise<number> => {
  const domains = Array.from(
    { length: names },
    (_, index) => `bulk-${process.pid}-${batchNumber}-${index}.com`,
  );
  batchNumber += 1;
  const startedMs = performance.now();
  const accepted = JSON.parse(
    (await call("POST", `${gatewayUrl}/api/v1/valuation/batch`, { domains })).body,
  ) as BatchView;
  for (;;) {
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
