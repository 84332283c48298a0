/** In a row. Such a turn takes a fraction of a millisecond. */
const MAX_IN_A_ROW = 256;

/**
 * Which turns of the event loop belong to new connections. Node takes one connection a turn (libuv since 1.45) and handles
 * everything else that has arrived: where a turn is long, a thousand callers would wait for seconds until they are
 * connected. So work that can wait leaves out the turns behind one that took a connection, as more may be waiting.
 */
export class ConnectionTurns {
  private taken = 0;
  private inARow = 0;

  /** A connection was taken. */
  count(): void {
    this.taken += 1;
  }

  /** To be asked once a turn. @returns whether this turn is for connections alone */
  next(): boolean {
    const isTheirs = this.taken > 0 && this.inARow < MAX_IN_A_ROW;
    this.taken = 0;
    this.inARow = isTheirs ? this.inARow + 1 : 0;
    return isTheirs;
  }
}
