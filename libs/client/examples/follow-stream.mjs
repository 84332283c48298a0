// A trade is posted, and the stream brings it with the value that it moved, in the same trace.
import { bodyOf, createAssayClient, StreamClient } from "@assay/client";

const client = createAssayClient({
  baseUrl: process.env.ASSAY_URL ?? "http://localhost:3000",
  key: () => process.env.ASSAY_KEY,
});
const stream = new StreamClient({
  url: process.env.ASSAY_STREAM_URL ?? "ws://localhost:3001/v1/stream",
  request: { stream: "market", from: "now", filter: { domains: ["delta.one"] } },
  webSocket: globalThis.WebSocket ?? (await import("ws")).WebSocket,
  token: process.env.ASSAY_KEY,
});
for await (const item of stream) {
  if (item.t === "subscribed")
    await bodyOf(
      client.POST("/api/v1/market/events", {
        body: {
          type: "trade",
          id: `example-${Date.now()}`,
          domain: "delta.one",
          price: "1250.00",
          at: new Date().toISOString(),
        },
      }),
    );
  if (item.t !== "event") continue;
  console.log(item.type, item.data.price ?? item.data.value, item.tp?.split("-")[1]);
  if (item.type === "valuation_update") break;
}
