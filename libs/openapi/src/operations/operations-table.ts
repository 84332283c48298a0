import { FUND_OPERATIONS } from "./fund-operations.js";
import { MARKET_OPERATIONS } from "./market-operations.js";
import type { Operation } from "./operation.js";
import { SERVICE_OPERATIONS } from "./service-operations.js";
import { STREAM_OPERATIONS } from "./stream-operations.js";
import { VALUATION_OPERATIONS } from "./valuation-operations.js";

/** Every call of the gateway, in the order of the document. */
export const OPERATIONS_TABLE: readonly Operation[] = [
  ...VALUATION_OPERATIONS,
  ...MARKET_OPERATIONS,
  ...FUND_OPERATIONS,
  ...STREAM_OPERATIONS,
  ...SERVICE_OPERATIONS,
];
