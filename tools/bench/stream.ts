import { startStack } from "#stack";
import { StreamClient } from "#stream-client";
import { WebSocket } from "ws";

// What the stream does on this machine: an unpaced replay to one client, and the pace of one at its own speed.
// Run it by itself: node dist/tools/bench/stream.js
const EVENTS = 50_000;

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
  for (const round of [1, 2, 3]) process.stdout.write(`unpaced ${round}: ${await unpaced(url)}\n`);
  process.stdout.write(`pace of full at 1×: ${await pace(url)}\n`);
} finally {
  await stack.close();
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
