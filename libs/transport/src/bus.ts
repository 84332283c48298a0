/**
 * Called with each message of a channel; with undefined for one that was too large for the bus, or when messages may
 * have been missed: read what the channel is about where it is stored.
 */
export type BusListener = (payload: string | undefined) => void;

/** A text for those who listen to a channel. */
export interface BusMessage {
  readonly channel: string;
  readonly payload: string;
}

/** The small bus for replies and wake-ups: fast, and allowed to lose a message. Nothing may depend on it alone. */
export interface Bus {
  /** What is larger arrives as undefined. */
  readonly maxPayloadBytes: number;
  /** Sends messages, in their order, in one round trip. @throws when the server is unavailable */
  publish(...messages: readonly BusMessage[]): Promise<void>;
  /** Listens until the returned function is called, through lost connections too. */
  subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>>;
  /** @throws when the server is unavailable */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Notified after each commit of events; the message is empty, for its listeners read the log. */
export const WAKE_CHANNEL = "assay_wake";
