import type { EventData, EventType } from "#contracts";

/** An event that is to be appended to the log. `eid` is its own id: the same however often its cause is retried. */
export type NewEvent = {
  readonly [T in EventType]: {
    readonly eid: string;
    readonly type: T;
    /** The database's time, or the sender's: in UTC with all its digits. */
    readonly at: Date | string;
    readonly domain: string | null;
    readonly traceparent: string | null;
    /** Digest of a sender's event (`digestOf`); absent for the platform's own events. */
    readonly digest?: string;
    readonly data: EventData<T>;
  };
}[EventType];
