import {
  eventText,
  HASH_START,
  nextHash,
  type BatchedEvent,
  type ServerFrame,
  type ServerFrameOf,
} from "#contracts";

/** A source in the reference model: all of its events, from 1 to the head. */
export interface KnownSource {
  readonly name: "market" | "manifest";
  readonly head: number;
  domainOf(seq: number): string | null | undefined;
  textOf(seq: number): string | undefined;
}

/** The subscription's parameters for the reference model. */
export interface Expected {
  readonly source: KnownSource;
  readonly market: KnownSource;
  /** The place behind which it begins, and the one in the market where it goes on once it is left for that. */
  readonly seq: number;
  readonly marketSeq: number;
  readonly to: number | undefined;
  readonly domain: string | undefined;
  readonly onEnd: "live" | "loop" | undefined;
  readonly isHashed: boolean;
}

/** A defect of the stream, as its client sees it. */
class StreamDefect extends Error {
  override readonly name = "StreamDefect";
}

/**
 * The reference model that the stream is compared with, without walks, pages, sockets and turns. Given the
 * frames of one subscription in order, it determines the next event, and throws for any other.
 */
export class ReferenceFollower {
  source: KnownSource;
  seq: number;
  gen = 1;
  n = 0;
  phase: ServerFrameOf<"mark">["phase"] | undefined;
  error: ServerFrameOf<"error"> | undefined;
  private to: number | undefined;
  private hash: Buffer | undefined;

  constructor(private readonly expected: Expected) {
    this.source = expected.source;
    this.seq = expected.seq;
    this.to = expected.to;
    this.hash = expected.isHashed ? HASH_START : undefined;
  }

  /** Whether all expected events have arrived. */
  get isComplete(): boolean {
    return this.nextWanted() === undefined;
  }

  /** @throws StreamDefect */
  take(frame: ServerFrame): void {
    switch (frame.t) {
      case "event":
        this.event(frame, frame.gen);
        break;
      case "batch":
        for (const event of frame.events) this.event(event, frame.gen);
        break;
      case "mark":
        this.mark(frame);
        break;
      case "controlled":
        this.controlled(frame);
        break;
      case "error":
        if (!frame.temporary && frame.code !== "bad_request" && frame.code !== "seek_range")
          this.error = frame;
        break;
      case "gap":
        throw new StreamDefect(`a gap where nothing is missing: ${JSON.stringify(frame)}`);
      case "welcome":
      case "subscribed":
      case "probe":
      case "unsubscribed":
      case "bye":
        break;
    }
  }

  /** The client has asked to go on with the live stream: what was a range has no end, and no hash, any more. */
  left(): void {
    this.to = undefined;
    this.hash = undefined;
  }

  private event(event: BatchedEvent, gen: number): void {
    if (gen !== this.gen) this.nextGen(gen);
    this.n += 1;
    const wanted = this.nextWanted();
    if (event.n !== this.n) throw new StreamDefect(`n ${event.n} where ${this.n} comes next`);
    if (event.seq !== wanted)
      throw new StreamDefect(`seq ${event.seq} where ${wanted ?? "nothing"} comes next`);
    const text = eventText(event);
    if (text !== this.source.textOf(wanted))
      throw new StreamDefect(`event ${event.seq} is not what was stored`);
    this.seq = event.seq;
    if (this.hash !== undefined) this.hash = nextHash(this.hash, event.seq, text);
  }

  private mark(mark: ServerFrameOf<"mark">): void {
    if (mark.gen !== this.gen) this.nextGen(mark.gen);
    if (mark.n !== this.n) throw new StreamDefect(`a mark of n ${mark.n} after ${this.n} events`);
    const wanted = this.nextWanted();
    if (mark.seq < this.seq || (wanted !== undefined && wanted <= mark.seq))
      throw new StreamDefect(`a mark at ${mark.seq} before ${wanted ?? this.seq} has come`);
    if ((mark.stream === "market") !== (this.source.name === "market"))
      throw new StreamDefect(
        `a mark of ${mark.stream ?? "a manifest"}, not of ${this.source.name}`,
      );
    this.seq = mark.seq;
    if (mark.phase === "ended" && this.hash !== undefined && mark.hash === undefined)
      throw new StreamDefect("an end without a hash");
    if (
      mark.hash !== undefined &&
      this.hash !== undefined &&
      mark.hash !== this.hash.toString("hex")
    )
      throw new StreamDefect(`hash ${mark.hash} is not that of what was sent`);
    if (mark.phase === "ended" && this.nextWanted() !== undefined)
      throw new StreamDefect(`ended before ${this.nextWanted()}`);
    this.phase = mark.phase;
    // A range of the log goes on behind its end, in the same gen.
    const goesOn = mark.phase === "ended" && this.expected.onEnd === "live";
    if (goesOn && this.source.name === "market") this.left();
  }

  private controlled({ gen, seq }: ServerFrameOf<"controlled">): void {
    if (gen === this.gen) {
      // Behind a filter the walk may be further on than the last event, never further than the next.
      const wanted = this.nextWanted();
      if (seq < this.seq || (wanted !== undefined && wanted <= seq))
        throw new StreamDefect(`controlled at ${seq}, and ${wanted ?? this.seq} has not come`);
      this.seq = seq;
      return;
    }
    if (gen !== this.gen + 1) throw new StreamDefect(`gen ${gen} after ${this.gen}`);
    const hasLeft =
      this.to === undefined && this.hash === undefined && this.source.name !== "market";
    if (hasLeft) this.goToMarket();
    this.begin(gen, seq);
  }

  /** A gen that no control began: a loop, or the end of a replay that goes on live. */
  private nextGen(gen: number): void {
    if (gen !== this.gen + 1) throw new StreamDefect(`gen ${gen} after ${this.gen}`);
    if (this.phase !== "ended") throw new StreamDefect(`gen ${gen} out of nowhere`);
    if (this.expected.onEnd === "loop") {
      this.begin(gen, this.expected.seq);
      return;
    }
    if (this.expected.onEnd !== "live") throw new StreamDefect(`gen ${gen} after the end`);
    this.goToMarket();
    this.begin(gen, this.expected.marketSeq);
  }

  private goToMarket(): void {
    this.source = this.expected.market;
    this.to = undefined;
  }

  private begin(gen: number, seq: number): void {
    this.gen = gen;
    this.seq = seq;
    this.n = 0;
    const isHashed = this.source.name === "manifest" || this.to !== undefined;
    this.hash = isHashed ? HASH_START : undefined;
  }

  private nextWanted(): number | undefined {
    const { domain } = this.expected;
    const end = Math.min(this.source.head, this.to ?? Number.POSITIVE_INFINITY);
    for (let seq = this.seq + 1; seq <= end; seq += 1)
      if (domain === undefined || this.source.domainOf(seq) === domain) return seq;
    return undefined;
  }
}
