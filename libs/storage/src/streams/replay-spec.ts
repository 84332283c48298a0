import type { EventFilter } from "#contracts";

/** A replay as it was asked for, its ends fixed. */
export interface ReplaySpec {
  readonly manifest?: string | undefined;
  readonly from_seq: number;
  readonly to_seq: number;
  readonly epoch: string;
  readonly speed: number;
  readonly filter?: EventFilter | undefined;
  readonly on_end?: "live" | "close" | "loop" | undefined;
}
