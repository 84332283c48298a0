/** Polls on behalf of all who follow a batch: one poll per batch, however many wait for it. */
export class SharedPolls<Thing> {
  private readonly underWay = new Map<string, Promise<Thing>>();

  constructor(
    private readonly look: (id: string) => Promise<Thing>,
    private readonly everyMs: number,
  ) {}

  /** The next poll: the pending one, or one that begins after the interval. */
  next(id: string): Promise<Thing> {
    const shared = this.underWay.get(id);
    if (shared !== undefined) return shared;
    const poll = new Promise<void>((resolve) => setTimeout(resolve, this.everyMs))
      .then(() => this.look(id))
      .finally(() => this.underWay.delete(id));
    this.underWay.set(id, poll);
    return poll;
  }
}
