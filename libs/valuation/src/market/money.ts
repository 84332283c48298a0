import { Decimal } from "decimal.js";

import { minorDigits } from "./currency-facts.js";

/** Decimals of 40 digits, rounded half to even: so that rounding favours neither side. */
export const Money = Decimal.clone({
  precision: 40,
  rounding: Decimal.ROUND_HALF_EVEN,
  toExpNeg: -40,
  toExpPos: 40,
});
export type Money = Decimal;

const MINOR_UNITS = new Map<number, Money>();

const minorUnit = (digits: number): Money => {
  const known = MINOR_UNITS.get(digits);
  if (known !== undefined) return known;
  const unit = new Money(10).pow(-digits);
  MINOR_UNITS.set(digits, unit);
  return unit;
};

/** The largest amount that is quoted: the largest whole one that a number of the contract has digits for. */
const MAX_AMOUNT = new Money(10).pow(30).minus(1);

/**
 * Rounds an amount half to even to the currency's minor unit. An amount above zero never becomes zero: the least
 * that can be quoted is one minor unit, and the most has 30 digits before the point.
 */
export const quoteAmount = (amount: Money, currency: string): string => {
  const digits = minorDigits(currency);
  const unit = minorUnit(digits);
  if (amount.gt(MAX_AMOUNT)) return MAX_AMOUNT.toFixed(digits);
  return (amount.gt(0) && amount.lt(unit) ? unit : amount).toFixed(digits, Decimal.ROUND_HALF_EVEN);
};

/**
 * Writes an estimate in the currency's minor unit. A double holds more than an estimate can claim, and its rounding is
 * the same on every machine; exact arithmetic would take ten times as long. Never zero: see `quoteAmount`.
 * @param log10 logarithm of the amount; beyond ±15 it is taken for that
 */
export const quoteEstimate = (log10: number, currency: string): string => {
  const digits = minorDigits(currency);
  const amount = 10 ** Math.max(-MAX_LOG10, Math.min(MAX_LOG10, log10));
  return Math.max(amount, 10 ** -digits).toFixed(digits);
};

/** More than any price ever paid, and the limit up to which a double has cents. */
const MAX_LOG10 = 15;
