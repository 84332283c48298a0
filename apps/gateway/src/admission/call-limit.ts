import { overloaded } from "./overloaded.js";

/**
 * What one busy caller has under way is not refused, however long it takes; it is only where others come on top of it,
 * and some are refused already, that fewer serve all of those better who are let in.
 */
const LEAST = 16;
const LEAST_WHILE_REFUSING = 4;
const FIRST = 64;
/** More than a gateway can look after. */
const MOST = 1_024;
/** Calls of a size that are looked at together. */
const WINDOW = 20;
/** So many times as long as in calm is too long. */
const DISTURBED = 2;
/** Calls that are as quick as that leave room for more. */
const CALM = 1.5;
const LESS = 0.9;
const MORE = 1.1;
/** A system that has become slower for good is taken as it is: what counts as calm doubles in that time. */
const FORGET_MS = 600_000;
const RETRY_AFTER_S = 1;

/** Calls of about the same number of names, which take about the same time. */
interface Size {
  /** The median of a window in calm, in milliseconds; undefined until there was one. */
  calmMs: number | undefined;
  atMs: number;
  durationsMs: number[];
}

/**
 * How many callers may wait for values at once, learned from how long these take: while they take no more than twice
 * as long as in calm there is room for more, and else for fewer (additive growth would be too slow for a gateway whose
 * workers scale; both ways are by a tenth). More than that would wait for each other and not be served any sooner.
 */
export class CallLimit {
  private limit = FIRST;
  private underWay = 0;
  private peak = 0;
  private isRefusing = false;
  private readonly sizes = new Map<number, Size>();

  /** How many may wait at the moment. */
  get most(): number {
    return Math.floor(this.limit);
  }

  /**
   * Lets a call in.
   * @param names of the call
   * @param nowMs of a clock that never jumps
   * @returns to be called when it is over, with whether it was answered in time
   * @throws ProblemError `overloaded`
   */
  enter(names: number, nowMs: number): (wasAnswered: boolean, endedMs: number) => void {
    this.refuseWhenFull();
    this.underWay += 1;
    this.peak = Math.max(this.peak, this.underWay);
    return (wasAnswered, endedMs) => {
      this.underWay -= 1;
      this.learn(names, wasAnswered ? endedMs - nowMs : Number.POSITIVE_INFINITY, endedMs);
    };
  }

  /** Refuses whoever would be one too many. @throws ProblemError `overloaded` */
  refuseWhenFull(): void {
    if (this.underWay < this.most) return;
    this.isRefusing = true;
    throw overloaded(
      `${this.underWay} callers wait for values here, and more would only wait for each other.`,
      RETRY_AFTER_S,
    );
  }

  private learn(names: number, durationMs: number, nowMs: number): void {
    const key = Math.ceil(Math.log2(Math.max(1, names)));
    const size = this.sizes.get(key) ?? { calmMs: undefined, atMs: nowMs, durationsMs: [] };
    this.sizes.set(key, size);
    size.durationsMs.push(durationMs);
    if (size.durationsMs.length < WINDOW) return;
    const medianMs = size.durationsMs.toSorted((a, b) => a - b)[WINDOW / 2] ?? durationMs;
    const calmMs = (size.calmMs ?? medianMs) * 2 ** ((nowMs - size.atMs) / FORGET_MS);
    size.durationsMs = [];
    size.atMs = nowMs;
    if (Number.isFinite(medianMs)) size.calmMs = Math.min(calmMs, medianMs);
    this.adjust(medianMs / calmMs);
  }

  private adjust(ratio: number): void {
    // Room that nobody needs says nothing about whether there is any.
    const wasNeeded = this.peak >= this.limit / 2;
    if (ratio > DISTURBED) this.limit *= LESS;
    else if (ratio < CALM && wasNeeded) this.limit *= MORE;
    const least = this.isRefusing ? LEAST_WHILE_REFUSING : LEAST;
    this.limit = Math.min(MOST, Math.max(least, this.limit));
    this.peak = this.underWay;
    this.isRefusing = false;
  }
}
