import type { ByteBudget } from "../source/byte-budget.js";

/** Maximum waiting calls of a connection. */
export const MAX_QUEUED_CALLS = 64;
/** Memory of a call, per byte of its text. */
const CALL_BYTES = 4;

/** Runs the calls of a connection one after the other: a control may directly follow the subscribe that it needs. */
export class CallQueue {
  private readonly calls: { run: () => Promise<void>; bytes: number }[] = [];
  private isRunning = false;

  constructor(private readonly budget: ByteBudget) {}

  get hasRoom(): boolean {
    return this.calls.length === 0 || (this.calls.length < MAX_QUEUED_CALLS && this.budget.hasRoom);
  }

  /**
   * @param run must not reject
   * @param textBytes of the frame that it comes from
   */
  push(run: () => Promise<void>, textBytes: number): void {
    const bytes = textBytes * CALL_BYTES;
    this.budget.change(bytes);
    this.calls.push({ run, bytes });
    if (!this.isRunning) void this.work();
  }

  private async work(): Promise<void> {
    this.isRunning = true;
    for (let next = this.calls[0]; next !== undefined; next = this.calls[0]) {
      await next.run();
      this.calls.shift();
      this.budget.change(-next.bytes);
    }
    this.isRunning = false;
  }
}
