export {
  findKey,
  hashKey,
  KEY_SCOPES,
  parseApiKeys,
  viewerOf,
  type ApiKey,
  type KeyScope,
} from "./api-keys.js";
export { KeyLimits, type Allowance } from "./key-limits.js";
