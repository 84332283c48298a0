/** The byte budget of a process, shared by all memory that clients can cause. */
export class ByteBudget {
  private heldBytes = 0;

  constructor(private readonly maxBytes: number) {}

  get held(): number {
    return this.heldBytes;
  }

  get hasRoom(): boolean {
    return this.heldBytes < this.maxBytes;
  }

  /** @param bytes negative to release */
  change(bytes: number): void {
    this.heldBytes += bytes;
  }
}
