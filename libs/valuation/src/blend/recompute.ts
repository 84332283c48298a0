import type { Factors } from "#contracts";

import { recomputeMarket } from "../market/value-by-market.js";
import { recomputeEnsemble } from "./value-by-ensemble.js";

/**
 * Recomputes a value from its stored inputs.
 * @returns the value, to the cent the one that was stored
 */
export const recompute = (factors: Factors): string =>
  factors.ensemble === undefined
    ? recomputeMarket(factors)
    : recomputeEnsemble(factors.ensemble, (factors.inputs as { currency: string }).currency).value;
