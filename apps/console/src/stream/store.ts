/**
 * State that changes far more often than it is shown: writers call `changed`, and readers are notified at most once a
 * frame, and not at all while the page is hidden.
 */
export abstract class Store<Snapshot> {
  private readonly listeners = new Set<() => void>();
  private snapshot: Snapshot | undefined;
  private isAnnounced = false;

  /** @param everyMs minimum interval of notifications; 0 is once per frame */
  constructor(private readonly everyMs = 0) {}

  protected abstract takeSnapshot(): Snapshot;

  readonly get = (): Snapshot => {
    this.snapshot ??= this.takeSnapshot();
    return this.snapshot;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  protected changed(): void {
    if (this.isAnnounced) return;
    this.isAnnounced = true;
    const announce = (): void => {
      this.isAnnounced = false;
      this.snapshot = undefined;
      for (const listener of this.listeners) listener();
    };
    if (this.everyMs === 0) requestAnimationFrame(announce);
    else setTimeout(() => requestAnimationFrame(announce), this.everyMs);
  }
}
