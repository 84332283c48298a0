import type { Lane } from "#contracts";

import type { RequestTiming } from "./packet.js";

/** How a message is queued. */
export interface JobRecordOptions<Reply = unknown> {
  readonly lane: Lane;
  /** Derived from what the job is about: the same job submitted twice is one job. */
  readonly jobId: string;
  /** How long the job waits before it may be taken, in milliseconds; for `emitAll`. */
  readonly delayMs?: number;
  /** W3C trace context that the message belongs to, when it is not the caller's; for `emitAll`. */
  readonly traceparent?: string | undefined;
  /**
   * Reads the result where it is stored, for when the reply does not come: a lost reply must never lose a batch.
   * Undefined means that there is no result yet. A failure ends the request with it.
   */
  readonly recover?: () => Promise<Reply | undefined>;
  /** Told where the time went; not told when the result was recovered. */
  readonly onTiming?: (timing: RequestTiming) => void;
}

/** A message with the options that go with it: what is given to `BullMqClient` instead of the bare data. */
export class JobRecord<Data = unknown, Reply = unknown> {
  constructor(
    readonly data: Data,
    readonly options: JobRecordOptions<Reply>,
  ) {}
}
