export {
  findKey,
  hashKey,
  KEY_SCOPES,
  parseApiKeys,
  type ApiKey,
  type KeyScope,
} from "./api-keys.js";
export { KeyLimits, type Allowance } from "./key-limits.js";
