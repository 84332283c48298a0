export * from "./assay-client.js";
export * from "./problem.js";
/** @public */
export { readLines } from "./read-lines.js";
/** @public */
export type { components, paths } from "./schema.js";
export { EventHash, StreamClient, StreamRefusedError } from "#stream-client";
/** @public */
export type {
  StreamEvent,
  StreamItem,
  StreamOptions,
  StreamRequest,
  WebSocketConstructor,
} from "#stream-client";
