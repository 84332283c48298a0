import { Money, quoteAmount } from "./money.js";

/** The 90th percentile of the normal distribution: between −z and z lie 80 %. */
export const Z_80 = 1.281_551_565_544_600_4;

/** An interval is never wider than from a price's least digit to its greatest. */
const MAX_SPREAD = 1e48;

/** A value's 80 % interval, and how much it is to be trusted. */
export interface Interval {
  readonly low: string;
  readonly high: string;
  readonly confidence: number;
}

/**
 * The one definition of confidence: 1 / (1 + log10(high / low)), to four digits. 1 when the interval is a point,
 * 0.5 when its ends are ten times apart, and falling as it widens.
 */
export const confidenceOf = (low: number, high: number): number =>
  high <= low ? 1 : Number((1 / (1 + Math.log10(high / low))).toFixed(4));

/**
 * The 80 % interval of a value whose logarithm has a standard deviation of `sigma`: value · e^(±z·σ), rounded to the
 * currency's minor unit and never excluding the value itself.
 */
export const intervalAround = (value: Money, sigma: number, currency: string): Interval => {
  const spread = Math.min(Math.exp(Z_80 * sigma), MAX_SPREAD);
  // The ends are estimates: what a double holds is more than they can claim.
  const middle = value.toNumber();
  const low = quoteAmount(new Money(middle / spread), currency);
  const high = quoteAmount(new Money(middle * spread), currency);
  return { low, high, confidence: confidenceOf(Number(low), Number(high)) };
};
