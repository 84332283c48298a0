export { Coalescer } from "./coalescer.js";
export { ConnectionTurns } from "./connection-turns.js";
export { within } from "./within.js";
