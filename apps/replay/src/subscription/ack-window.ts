import { STREAM_LIMITS } from "#contracts";

/** The unacknowledged events of a client. */
export class AckWindow {
  private sentN = 0;
  private ackedN = 0;
  private bytes = 0;
  private readonly outstanding: { n: number; bytes: number }[] = [];

  /**
   * @param n of the event that was written last
   * @param moreBytes that are written and not sent yet
   */
  hasRoom(n: number, moreBytes: number): boolean {
    return (
      n - this.ackedN < STREAM_LIMITS.unacked_events &&
      this.bytes + moreBytes < STREAM_LIMITS.unacked_bytes
    );
  }

  sent(n: number, bytes: number): void {
    this.sentN = n;
    this.bytes += bytes;
    this.outstanding.push({ n, bytes });
  }

  /** @returns false when nothing of that number was sent */
  ack(n: number): boolean {
    if (n > this.sentN) return false;
    this.ackedN = Math.max(this.ackedN, n);
    const done = this.outstanding.findIndex((frame) => frame.n > n);
    const acknowledged = this.outstanding.splice(0, done < 0 ? this.outstanding.length : done);
    for (const { bytes } of acknowledged) this.bytes -= bytes;
    return true;
  }

  /** A new gen begins: unacknowledged events of the old one no longer count. */
  reset(): void {
    this.sentN = 0;
    this.ackedN = 0;
    this.bytes = 0;
    this.outstanding.length = 0;
  }
}
