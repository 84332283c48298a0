/** What the bodies of all requests may become in memory at once. The pod has 512 MiB, of which code takes 150. */
const MAX_BYTES = 160 * 1024 * 1024;
/** A byte of a body is held as itself, as a letter of text, and in what is made of it. */
const BYTES_PER_BYTE = 3;
/** An entry becomes an object or a string, and often a second one: an empty object is two bytes in a body. */
const BYTES_PER_ENTRY = 128;

/** What one body holds of the budget. */
export interface BodyHold {
  /** @returns whether there is room; without it nothing is added */
  add(bytes: number, entries: number): boolean;
  /** The body is no longer needed. */
  release(): void;
}

/**
 * Bounds what the bodies of all requests become in memory, which may be a hundred times their bytes. What has come is
 * counted, and not what was announced: a sender that is slow takes nobody's room.
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
        // A body that has the memory for itself is bounded by its own limits.
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
