import { overloaded } from "./overloaded.js";

/** Senders of market events at once: each holds one group at the most, and they are served in turn. */
const MAX_SENDERS = 128;
const RETRY_AFTER_S = 1;

/** Bounds what senders of market events make a gateway hold. */
export class SenderLimit {
  private senders = 0;

  /** Receives from one more sender. @throws ProblemError `overloaded` before anything is taken */
  async admit<T>(receive: () => Promise<T>): Promise<T> {
    if (this.senders >= MAX_SENDERS)
      throw overloaded(`${this.senders} senders of market events are being served.`, RETRY_AFTER_S);
    this.senders += 1;
    try {
      return await receive();
    } finally {
      this.senders -= 1;
    }
  }
}
