import { Decimal } from "decimal.js";

import { minorDigits } from "../market/currency-facts.js";

/**
 * Decimals for books: sums and products of what a fund holds never reach 120 digits, so they are exact. Only a
 * division is ever rounded, and each of those says how.
 */
export const Exact = Decimal.clone({
  precision: 120,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -120,
  toExpPos: 120,
});
export type Exact = Decimal;

export const ZERO: Exact = new Exact(0);

/** Decimal digits of units, baskets, accrued fees and the published NAV per share. */
const UNIT_DIGITS = 18;

/** What is paid into a fund: rounded up to the currency's minor unit, in favour of those who hold shares. */
export const chargedAmount = (amount: Exact, currency: string): Exact =>
  amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_UP);

/** What a fund pays out: rounded down to the currency's minor unit; the rest stays in the fund. */
export const paidAmount = (amount: Exact, currency: string): Exact =>
  amount.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_DOWN);

/** Rounds a published, never booked amount such as a NAV: half to even, to the currency's minor unit. */
export const roundedAmount = (amount: Exact, currency: string): string =>
  amount.toFixed(minorDigits(currency), Decimal.ROUND_HALF_EVEN);

export const unitsDown = (units: Exact): Exact =>
  units.toDecimalPlaces(UNIT_DIGITS, Decimal.ROUND_DOWN);
export const unitsUp = (units: Exact): Exact =>
  units.toDecimalPlaces(UNIT_DIGITS, Decimal.ROUND_UP);
