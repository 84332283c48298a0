export { findKey, hashKey, parseApiKeys, viewerOf, type ApiKey } from "./api-keys.js";
export { KeyLimits, type Allowance } from "./key-limits.js";
