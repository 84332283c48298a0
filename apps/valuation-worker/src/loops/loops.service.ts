import type { Scheduler } from "#transport";
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from "@nestjs/common";

/** Lets the loops run while the worker does. */
export class LoopsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(private readonly scheduler: Scheduler) {}

  onApplicationBootstrap(): Promise<void> {
    return this.scheduler.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.scheduler.close();
  }
}
