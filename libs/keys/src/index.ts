export {
  findKey,
  hashKey,
  KEY_SCOPES,
  parseApiKeys,
  type ApiKey,
  type KeyScope,
} from "./api-keys.js";
