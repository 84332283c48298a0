/** Looks at things again and again for all who follow them: one look at a time for each, however many wait for it. */
export class SharedPolls<Thing> {
  private readonly underWay = new Map<string, Promise<Thing>>();

  constructor(
    private readonly look: (id: string) => Promise<Thing>,
    private readonly everyMs: number,
  ) {}

  /** The next look at a thing: the one that is waited for already, or one that begins after the interval. */
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
