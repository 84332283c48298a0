export { migrateTransport, queueName, REDIS_PREFIX, type TransportBackend } from "./backend.js";
export * from "./bullmq-client.js";
export * from "./bullmq-context.js";
export * from "./bullmq-server.js";
export { openBus, WAKE_CHANNEL, type Bus, type BusListener } from "./bus.js";
export * from "./errors.js";
export * from "./job-record.js";
export type { RequestTiming } from "./packet.js";
export { UnrecoverableError } from "bullmq";
