export * from "./market/interval.js";
export * from "./market/money.js";
export * from "./market/quote.js";
export * from "./market/value-by-market.js";
export * from "./name/parse-domain-name.js";
