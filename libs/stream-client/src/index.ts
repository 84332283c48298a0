export * from "./event-hash.js";
export * from "./item-queue.js";
export * from "./stream-client.js";
export * from "./web-socket.js";
