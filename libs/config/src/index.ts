export { findKey, hashKey, KEY_SCOPES, type ApiKey, type KeyScope } from "./api-keys.js";
export * from "./load-config.js";
