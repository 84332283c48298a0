export * from "./funds/fund-events.js";
export * from "./funds/stored-fund.js";
export * from "./settlement/event-ids.js";
export * from "./settlement/known-ids.js";
export type { PricedMarketEvent } from "./settlement/market-event.js";
export * from "./settlement/market-settlement.js";
export * from "./settlement/new-event.js";
export * from "./settlement/risk-policy.js";
