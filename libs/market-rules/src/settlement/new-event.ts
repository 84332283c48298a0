import type { EventData, EventType } from "#contracts";

/** An event that is to be appended to the log. `eid` is its own id: the same however often its cause is retried. */
export type NewEvent = {
  readonly [T in EventType]: {
    readonly eid: string;
    readonly type: T;
    readonly at: Date;
    readonly domain: string | null;
    readonly traceparent: string | null;
    readonly data: EventData<T>;
  };
}[EventType];
