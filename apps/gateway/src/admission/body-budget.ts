/** Maximum memory of the bodies of all requests. The pod has 768 MiB, of which code and 4,000 connections take 400. */
const MAX_BYTES = 160 * 1024 * 1024;
/** A byte of a body is in memory as a byte, as text, and in the parsed value. */
const BYTES_PER_BYTE = 3;
/** An entry becomes an object or a string, often twice: an empty object is two bytes in a body. */
const BYTES_PER_ENTRY = 128;

/** One body's part of the budget. */
export interface BodyHold {
  /** @returns whether there is room; without it nothing is added */
  add(bytes: number, entries: number): boolean;
  /** The body is no longer needed. */
  release(): void;
}

/**
 * Bounds the memory of the bodies of all requests, which may be a hundred times their size. Received bytes
 * count, not announced ones, so a slow sender does not block others.
 */
export class BodyBudget {
  private held = 0;

  /** Bytes of memory, estimated. */
  get heldBytes(): number {
    return this.held;
  }

  open(): BodyHold {
    let own = 0;
    return {
      add: (bytes, entries) => {
        const more = bytes * BYTES_PER_BYTE + entries * BYTES_PER_ENTRY;
        // A single body is bounded by its own limits.
        if (this.held > own && this.held + more > MAX_BYTES) return false;
        this.held += more;
        own += more;
        return true;
      },
      release: () => {
        this.held -= own;
        own = 0;
      },
    };
  }
}
