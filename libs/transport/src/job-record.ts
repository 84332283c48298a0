import type { Lane } from "#contracts";
import type { JobsOptions } from "bullmq";

import type { RequestTiming } from "./packet.js";

/** What a caller adds to a request. */
export interface RequestOptions<Reply> {
  /** How long the caller waits, in milliseconds, where that is less than the job's own limit. */
  readonly timeoutMs?: number;
  /**
   * Reads the result where it is stored, for when the reply does not come: a lost reply must never lose a batch.
   * Undefined means that there is no result yet. A failure ends the request with it.
   */
  readonly recover?: () => Promise<Reply | undefined>;
  /** The reply is passed on as the text of its JSON, unread. */
  readonly asText?: boolean;
  /** Called with where the time went; not called when the result was recovered. */
  readonly onTiming?: (timing: RequestTiming) => void;
}

/** A request on its way through Nest: its payload, and how its catalogue entry queues it. */
export class JobRecord {
  constructor(
    readonly payload: unknown,
    readonly lane: Lane,
    readonly jobOptions: JobsOptions & { readonly jobId: string },
    readonly options: RequestOptions<unknown>,
  ) {}
}
