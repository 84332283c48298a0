import type { Lane } from "#contracts";
import { wallClockMs } from "#telemetry";
import { BaseRpcContext } from "@nestjs/microservices";

/** What a handler may know of the job that it works on; `@Ctx() context: BullMqContext`. */
export class BullMqContext extends BaseRpcContext<
  [jobId: string, lane: Lane, attempt: number, pickedUpAtMs: number]
> {
  private measuredUntilMs: number | undefined;
  private readonly measured: Record<string, number> = {};

  get jobId(): string {
    return this.getArgByIndex(0) as string;
  }

  get lane(): Lane {
    return this.getArgByIndex(1) as Lane;
  }

  /** From 1. */
  get attempt(): number {
    return this.getArgByIndex(2) as number;
  }

  /** When this worker picked the job up, in milliseconds since the epoch. */
  get pickedUpAtMs(): number {
    return this.getArgByIndex(3) as number;
  }

  /** When the last stage so far ended, in milliseconds since the epoch. */
  get stagesEndedAtMs(): number | undefined {
    return this.measuredUntilMs;
  }

  /** How long each stage took so far, in milliseconds; it goes back with the reply. */
  get stages(): Readonly<Record<string, number>> {
    return this.measured;
  }

  /** Adds the time of a stage that ends now, in milliseconds. */
  readonly recordStage = (stage: string, durationMs: number): void => {
    this.measuredUntilMs = wallClockMs();
    this.measured[stage] = (this.measured[stage] ?? 0) + durationMs;
  };
}
