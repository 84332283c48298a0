import { FUND_OPERATIONS } from "./openapi-fund-operations.js";
import { MARKET_OPERATIONS } from "./openapi-market-operations.js";
import type { Operation } from "./openapi-operation.js";
import { SERVICE_OPERATIONS } from "./openapi-service-operations.js";
import { STREAM_OPERATIONS } from "./openapi-stream-operations.js";
import { VALUATION_OPERATIONS } from "./openapi-valuation-operations.js";

/** Every call of the gateway, in the order in which the document tells them. */
export const OPERATIONS_TABLE: readonly Operation[] = [
  ...VALUATION_OPERATIONS,
  ...MARKET_OPERATIONS,
  ...FUND_OPERATIONS,
  ...STREAM_OPERATIONS,
  ...SERVICE_OPERATIONS,
];
