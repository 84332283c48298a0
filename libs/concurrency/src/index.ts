export { Coalescer } from "./coalescer.js";
export { within } from "./within.js";
