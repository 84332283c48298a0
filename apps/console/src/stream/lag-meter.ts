import { quantilesOf, type Quantiles } from "./quantiles.js";

/** Deliveries that the figures are made of. */
const KEPT = 512;
/** Clocks that differ by more than this are reported. */
const APART_MS = 5_000;

/**
 * How late events come. The server's clock and this one may differ by an hour, so a lag is relative to the quickest delivery
 * of the newest ones and not between the two clocks.
 */
export class LagMeter {
  private readonly differences: number[] = [];
  private next = 0;

  /** @param sentMs by the server's clock; @param gotMs by this one; both since the epoch */
  add(sentMs: number, gotMs: number): void {
    this.differences[this.next % KEPT] = gotMs - sentMs;
    this.next += 1;
  }

  get quantiles(): Quantiles | undefined {
    const least = Math.min(...this.differences);
    return quantilesOf(this.differences.map((difference) => difference - least));
  }

  /** How far this clock is ahead of the server's, in milliseconds, where that is much. */
  get clockDifferenceMs(): number | undefined {
    if (this.differences.length === 0) return undefined;
    const least = Math.min(...this.differences);
    return Math.abs(least) > APART_MS ? least : undefined;
  }
}
