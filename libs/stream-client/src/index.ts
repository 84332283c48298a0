export * from "./event-hash.js";
export * from "./stream-client.js";
export * from "./stream-types.js";
export * from "./web-socket.js";
