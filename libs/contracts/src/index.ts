export * from "./batch.js";
export * from "./events.js";
export * from "./jobs.js";
export * from "./market.js";
export * from "./money.js";
export * from "./problem.js";
export * from "./stages.js";
export * from "./valuation.js";
