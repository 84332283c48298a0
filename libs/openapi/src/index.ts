export * from "./asyncapi.js";
export * from "./openapi.js";
export type { Operation } from "./operations/operation.js";
export { OPERATIONS_TABLE } from "./operations/operations-table.js";
export * from "./page/html.js";
export * from "./page/style.js";
