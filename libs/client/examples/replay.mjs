// A recorded stream, twenty times as fast; the hash of what came is the manifest's own.
import { bodyOf, createAssayClient, EventHash, StreamClient } from "@assay/client";

const client = createAssayClient({
  baseUrl: process.env.ASSAY_URL ?? "http://localhost:3000",
  key: () => process.env.ASSAY_KEY,
});
const { manifests } = await bodyOf(client.GET("/api/v1/manifests"));
const manifest = manifests.find(({ name }) => name === "sample");
const stream = new StreamClient({
  url: process.env.ASSAY_STREAM_URL ?? "ws://localhost:3001/v1/stream",
  request: { manifest: "sample", speed: 20 },
  webSocket: globalThis.WebSocket ?? (await import("ws")).WebSocket,
  token: process.env.ASSAY_KEY,
});
const hash = new EventHash();
let events = 0;
for await (const item of stream)
  if (item.t === "event") {
    events += 1;
    await hash.add(item);
  }
console.log(`${events} events, ${hash.hex === manifest?.hash ? "as recorded" : "not as recorded"}`);
