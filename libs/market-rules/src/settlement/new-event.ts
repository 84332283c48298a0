import type { EventData, EventType } from "#contracts";

/** An event that is to be appended to the log. `eid` is its own id: the same however often its cause is retried. */
export type NewEvent = {
  readonly [T in EventType]: {
    readonly eid: string;
    readonly type: T;
    /** Our own clock's, or as a sender told it: in UTC with all digits that it has. */
    readonly at: Date | string;
    readonly domain: string | null;
    readonly traceparent: string | null;
    /** What a sender's event says, in short (`digestOf`); absent of what nobody sends. */
    readonly digest?: string;
    readonly data: EventData<T>;
  };
}[EventType];
