export * from "./assay-client.js";
export * from "./problem.js";
export type { components, paths } from "./schema.js";
export { EventHash, StreamClient, StreamRefusedError } from "#stream-client";
export type {
  StreamEvent,
  StreamItem,
  StreamOptions,
  StreamRequest,
  WebSocketConstructor,
} from "#stream-client";
