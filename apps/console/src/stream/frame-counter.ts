/** Longer than one frame and a half at 60 a second: at least one was dropped. */
const LATE_MS = 25;
const FRAME_MS = 1000 / 60;

/** Counts the frames that the browser draws, and those that it should have. */
export class FrameCounter {
  drawn = 0;
  dropped = 0;
  private lastMs: number | undefined;
  private handle = 0;

  start(): void {
    this.stop();
    this.drawn = 0;
    this.dropped = 0;
    this.handle = requestAnimationFrame(this.frame);
  }

  stop(): void {
    cancelAnimationFrame(this.handle);
    this.lastMs = undefined;
  }

  private readonly frame = (nowMs: number): void => {
    // A hidden page draws nothing: those frames do not count as missed.
    if (this.lastMs !== undefined && !document.hidden) {
      const tookMs = nowMs - this.lastMs;
      this.drawn += 1;
      if (tookMs > LATE_MS) this.dropped += Math.round(tookMs / FRAME_MS) - 1;
    }
    this.lastMs = document.hidden ? undefined : nowMs;
    this.handle = requestAnimationFrame(this.frame);
  };
}
