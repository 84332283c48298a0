import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

// What a bare `ws` server does that frames a message for each client and knows nothing else: the floor of the fan-out.
// On "broadcast N" from its parent it sends N frames to everybody.
const FRAME = JSON.stringify({ t: "event", sub: "a", data: `sent:${"x".repeat(480)}` });
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (socket) => socket.send("{}"));
server.on("listening", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", (events: number) => {
  const shared = Buffer.from(FRAME);
  for (let sent = 0; sent < events; sent += 1)
    for (const socket of server.clients) socket.send(shared, { binary: false });
});
process.on("disconnect", () => process.exit(0));
