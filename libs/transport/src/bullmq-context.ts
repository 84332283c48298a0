import type { Lane } from "#contracts";
import { StageClock } from "#telemetry";
import { BaseRpcContext } from "@nestjs/microservices";

/** What a handler may know of the job that it works on; `@Ctx() context: BullMqContext`. */
export class BullMqContext extends BaseRpcContext<
  [jobId: string, lane: Lane, attempt: number, pickedUpAtMs: number]
> {
  /** Where the time goes, from the pick-up on; it goes back with the reply. */
  readonly clock: StageClock;

  constructor(args: [jobId: string, lane: Lane, attempt: number, pickedUpAtMs: number]) {
    super(args);
    this.clock = new StageClock(args[3]);
  }

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
}
