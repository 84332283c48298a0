/** Events that are taken before they are acknowledged together. */
const ACK_EVERY = 400;
/** Delay after which fewer are acknowledged, in milliseconds. */
const ACK_AFTER_MS = 20;

/** Acknowledges events in groups: single acknowledgements of a fast reader would flood the server. */
export class Acknowledgements {
  private taken = 0;
  private sent = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (n: number) => void) {}

  /** The event with this `n` was taken. */
  take(n: number): void {
    this.taken = n;
    if (n - this.sent >= ACK_EVERY) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), ACK_AFTER_MS);
  }

  /** Another gen or connection: `n` begins anew. */
  reset(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.taken = 0;
    this.sent = 0;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.taken <= this.sent) return;
    this.sent = this.taken;
    this.send(this.taken);
  }
}
