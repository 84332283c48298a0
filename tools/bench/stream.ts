import { startStack } from "#stack";
import { StreamClient } from "#stream-client";
import { openBus, WAKE_CHANNEL } from "#transport";
import { readFileSync } from "node:fs";
import pg from "pg";
import { WebSocket } from "ws";

// What the stream does on this machine: memory of idle connections, fan-out, an unpaced replay to one client, and the
// pace of one at its own speed. Run it by itself: node dist/tools/bench/stream.js [subscribers] [seconds]
const EVENTS = 50_000;
const [SUBSCRIBERS = 1_000, SECONDS = 10] = process.argv.slice(2).map(Number);
const PER_SECOND = 60;

const line = (index: number): string =>
  `${JSON.stringify({
    delay_ms: index / 10,
    event: { type: "offer_cancelled", data: { offer_id: `O${index}`, domain: "alpha.one" } },
  })}\n`;

const stack = await startStack({ backend: "postgres" });
try {
  const url = `${stack.replayUrl.replace(/^http/, "ws")}/v1/stream`;
  const stored = await fetch(`${stack.gatewayUrl}/api/v1/manifests/bench`, {
    method: "PUT",
    headers: { "content-type": "application/x-ndjson" },
    body: Array.from({ length: EVENTS }, (_, index) => line(index)).join(""),
  });
  if (stored.status !== 200) throw new Error(await stored.text());
  process.stdout.write(`${await fanOut(url)}\n`);
  for (const round of [1, 2, 3]) process.stdout.write(`unpaced ${round}: ${await unpaced(url)}\n`);
  process.stdout.write(`pace of full at 1×: ${await pace(url)}\n`);
} finally {
  await stack.close();
}

/** Many subscribers, and a log that grows by 60 events of about 500 bytes a second, one commit each. */
async function fanOut(url: string): Promise<string> {
  const before = residentKb();
  const latencies: number[] = [];
  const sockets = await Promise.all(
    Array.from({ length: SUBSCRIBERS }, async () => {
      const socket = new WebSocket(url, "assay.v1.json", { perMessageDeflate: false });
      await new Promise((resolve) => socket.once("open", resolve));
      const isLive = new Promise((resolve) => socket.once("message", resolve));
      socket.send(
        JSON.stringify({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" }),
      );
      await isLive;
      socket.on("message", (data: Buffer) => {
        const at = data.indexOf("sent:");
        if (at >= 0) latencies.push(clockMs() - Number(data.toString("latin1", at + 5, at + 21)));
      });
      return socket;
    }),
  );
  const idle = residentKb() - before;
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  const bus = await openBus({ kind: "postgres", databaseUrl: stack.databaseUrl });
  const startMs = performance.now();
  for (let sent = 0; sent < SECONDS * PER_SECOND; sent += 1) {
    const dueMs = startMs + (sent * 1_000) / PER_SECOND - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    const subject = `sent:${clockMs().toFixed(2).padEnd(16, "0")}`;
    const data = { subject, rule: "bench", severity: "info", detail: "x".repeat(280) };
    await pool.query({
      name: "append",
      text: `WITH head AS (UPDATE streams SET head = head + 1 WHERE stream = 'market' RETURNING head)
             INSERT INTO events (seq, eid, type, v, at, data)
             SELECT head, 'bench-' || head, 'risk_flag', 1, now(), $1 FROM head`,
      values: [JSON.stringify(data)],
    });
    await bus.publish(WAKE_CHANNEL, "");
  }
  const expected = SUBSCRIBERS * SECONDS * PER_SECOND;
  const endMs = performance.now() + 20_000;
  while (latencies.length < expected && performance.now() < endMs)
    await new Promise((resolve) => setTimeout(resolve, 20));
  for (const socket of sockets) socket.terminate();
  await Promise.all([pool.end(), bus.close()]);
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): string =>
    `${sorted[Math.floor(sorted.length * share)]?.toFixed(1)} ms`;
  return (
    `idle: ${(idle / SUBSCRIBERS).toFixed(1)} KB a connection\n` +
    `fan-out ${SUBSCRIBERS} × ${PER_SECOND}/s for ${SECONDS} s: ${latencies.length} of ${expected} frames, ` +
    `before the commit to the client's callback p50 ${at(0.5)}, p99 ${at(0.99)}`
  );
}

function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Of the replay process, where the system tells it. */
function residentKb(): number {
  const { pid } = stack.apps.replay;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

/** Counts frames without reading them, as a load generator would: what is measured is the server. */
async function unpaced(url: string): Promise<string> {
  const socket = new WebSocket(url, "assay.v1.json");
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ t: "hello", caps: ["batch"] }));
  let bytes = 0;
  const startMs = performance.now();
  const ended = new Promise<void>((resolve) => {
    socket.on("message", (data: Buffer) => {
      bytes += data.length;
      if (data.length < 1_000 && data.includes('"phase":"ended"')) resolve();
    });
  });
  socket.send(JSON.stringify({ t: "subscribe", id: 1, sub: "a", manifest: "bench", speed: 0 }));
  await ended;
  const seconds = (performance.now() - startMs) / 1_000;
  socket.terminate();
  return `${Math.round(EVENTS / seconds).toLocaleString("en")} events/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`;
}

/** How far from its time each event of the shipped manifest was sent. */
async function pace(url: string): Promise<string> {
  const text = await (await fetch(`${stack.gatewayUrl}/api/v1/manifests/full`)).text();
  const delays = text
    .trim()
    .split("\n")
    .map((one) => (JSON.parse(one) as { delay_ms: number }).delay_ms);
  const client = new StreamClient({ url, webSocket: WebSocket, request: { manifest: "full" } });
  const sent: number[] = [];
  for await (const item of client) if (item.t === "event") sent.push(item.st);
  const offsets = sent.map((st, index) => st - (delays[index] ?? 0));
  const origin = Math.min(...offsets);
  const errors = offsets.map((offset) => offset - origin).sort((a, b) => a - b);
  return `${sent.length} events, error p50 ${errors[25]?.toFixed(2)} ms, most ${errors.at(-1)?.toFixed(2)} ms`;
}
