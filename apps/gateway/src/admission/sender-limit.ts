import { overloaded } from "./overloaded.js";

/** Maximum concurrent senders of market events: each has at most one group in memory, and they are served in turn. */
const MAX_SENDERS = 128;
const RETRY_AFTER_S = 1;

/** Bounds the memory that senders of market events can use. */
export class SenderLimit {
  private senders = 0;

  /** Receives from one more sender. @throws ProblemError `overloaded` before anything is read */
  async admit<T>(receive: () => Promise<T>): Promise<T> {
    if (this.senders >= MAX_SENDERS)
      throw overloaded(`${this.senders} senders of market events are active.`, RETRY_AFTER_S);
    this.senders += 1;
    try {
      return await receive();
    } finally {
      this.senders -= 1;
    }
  }
}
