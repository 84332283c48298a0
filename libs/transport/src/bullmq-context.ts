import type { Lane } from "#contracts";
import { BaseRpcContext } from "@nestjs/microservices";

/** What a handler may know of the job that it works on; `@Ctx() context: BullMqContext`. */
export class BullMqContext extends BaseRpcContext<[jobId: string, lane: Lane, attempt: number]> {
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

  /** How long each stage took so far, in milliseconds; it goes back with the reply. */
  get stages(): Readonly<Record<string, number>> {
    return this.measured;
  }

  /** Adds the time of a stage, in milliseconds. */
  readonly recordStage = (stage: string, durationMs: number): void => {
    this.measured[stage] = (this.measured[stage] ?? 0) + durationMs;
  };
}
