import { wallClockMs } from "./wall-clock.js";

/**
 * The time of one piece of work, cut into stages without a gap: each begins where the one before it ended. What a
 * request waits for others that share its work belongs to the stage that it waits for.
 */
export class StageClock {
  private readonly measured: Record<string, number> = {};

  /** @param untilMs where the first stage begins, in milliseconds since the epoch */
  constructor(private untilMs: number) {}

  /** Where the next stage begins: milliseconds since the epoch. */
  get endedAtMs(): number {
    return this.untilMs;
  }

  /** How long each stage took so far, in milliseconds. */
  get stages(): Readonly<Record<string, number>> {
    return this.measured;
  }

  /** Ends a stage. Whole work that is done in several parts adds up. */
  end(stage: string, atMs = wallClockMs()): void {
    this.add(stage, Math.max(0, atMs - this.untilMs));
    this.untilMs = atMs;
  }

  /** Adds time that passed before this clock began, in milliseconds. */
  add(stage: string, durationMs: number): void {
    this.measured[stage] = (this.measured[stage] ?? 0) + durationMs;
  }
}
