/** The bytes that this process holds for its clients, whatever for: one bound for all of it. */
export class ByteBudget {
  private heldBytes = 0;

  constructor(private readonly maxBytes: number) {}

  get held(): number {
    return this.heldBytes;
  }

  get hasRoom(): boolean {
    return this.heldBytes < this.maxBytes;
  }

  /** More is held, or less. @param bytes negative for less */
  change(bytes: number): void {
    this.heldBytes += bytes;
  }
}
