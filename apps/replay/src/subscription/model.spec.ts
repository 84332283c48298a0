import { eventText, type ClientFrame } from "#contracts";
import fc from "fast-check";
import { expect, it } from "vitest";

import { fakeStream, manifestOf, settle, type Client, type FakeStream } from "../test/fakes.js";
import { ReferenceFollower, type KnownSource } from "../test/reference-follower.js";

// Real: everything of the stream but the socket, the store and the time. It is walked at random, and every frame is
// compared with what a small reference model expects next.
const MANIFEST_EVENTS = 1_100;
/** Between two things that a client does: its controls stay below their limit. */
const BREATH_MS = 60;
const ROUNDS = 100;

type Action =
  | { readonly do: "subscribe"; readonly what: Subscription }
  | { readonly do: "control"; readonly op: "pause" | "resume" | "live" }
  | { readonly do: "step"; readonly events: number }
  | { readonly do: "speed"; readonly speed: number }
  | { readonly do: "seek"; readonly share: number }
  | { readonly do: "ack"; readonly share: number }
  | { readonly do: "commit"; readonly events: number }
  | { readonly do: "pass"; readonly ms: number }
  | { readonly do: "read"; readonly how: "nothing" | "a little" | "all" }
  | { readonly do: "reconnect" }
  | { readonly do: "epoch" };

interface Subscription {
  readonly source: "market" | "manifest";
  /** Where it begins: a share of what there is. */
  readonly share: number;
  readonly domain: string | undefined;
  readonly speed: number;
  readonly onEnd: "live" | "loop" | undefined;
  readonly hasEnd: boolean;
}

const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
const subscription: fc.Arbitrary<Subscription> = fc
  .record({
    source: fc.constantFrom("market" as const, "manifest" as const),
    share,
    domain: fc.constantFrom(undefined, undefined, "a.one"),
    speed: fc.constantFrom(0, 0, 1, 200),
    onEnd: fc.constantFrom(undefined, "live" as const, "loop" as const),
    hasEnd: fc.boolean(),
  })
  // A loop that is fast or short sends without end, and that is all that it does.
  .map(({ share: at, source, speed, onEnd, domain, hasEnd }) => {
    const loops = onEnd === "loop";
    return {
      source: loops ? "manifest" : source,
      share: loops ? at / 2 : at,
      domain,
      speed: loops ? 1 : speed,
      onEnd,
      hasEnd,
    };
  });
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("subscribe" as const), what: subscription }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("control" as const),
      op: fc.constantFrom("pause", "resume", "live"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("step" as const),
      events: fc.integer({ min: 1, max: 300 }),
    }),
  },
  fc.record({ do: fc.constant("speed" as const), speed: fc.constantFrom(0, 0.5, 50) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("seek" as const), share }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ack" as const), share }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("commit" as const),
      events: fc.integer({ min: 1, max: 400 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      ms: fc.integer({ min: 1, max: 700 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      how: fc.constantFrom("nothing", "a little", "all"),
    }),
  },
  fc.record({ do: fc.constant("reconnect" as const) }),
  fc.record({ do: fc.constant("epoch" as const) }),
);

/** One client of a stream, its reference, and what they do. */
class Walk {
  private client: Client;
  private follower: ReferenceFollower | undefined;
  private what: Subscription | undefined;
  private isLeft = false;
  private isPaused = false;
  private taken = 0;
  private id = 0;
  private epochs = 1;
  private readonly market: KnownSource;
  private readonly manifest: KnownSource;

  constructor(
    private readonly stream: FakeStream,
    private readonly caps: readonly string[],
  ) {
    const { log, manifest } = stream;
    this.market = {
      name: "market",
      get head() {
        return log.events.length;
      },
      domainOf: (seq) => log.events[seq - 1]?.domain,
      textOf: (seq) => {
        const event = log.events[seq - 1];
        return event && eventText(event);
      },
    };
    this.manifest = {
      name: "manifest",
      head: manifest.events.length,
      domainOf: (seq) => manifest.events[seq - 1]?.domain,
      textOf: (seq) => manifest.events[seq - 1]?.text,
    };
    this.client = stream.connect();
  }

  async begin(): Promise<void> {
    if (this.caps.length > 0) await this.client.send({ t: "hello", caps: [...this.caps] });
  }

  async act(action: Action): Promise<void> {
    const before = this.follower?.n;
    switch (action.do) {
      case "subscribe":
        if (this.follower === undefined) await this.subscribe(action.what);
        break;
      case "control":
        await this.control(action.op);
        break;
      case "step":
        if (this.follower?.phase !== "ended") await this.call("step", action.events);
        break;
      case "speed":
        if (!this.isLooping) await this.call("speed", action.speed);
        break;
      case "seek":
        if (this.follower !== undefined)
          await this.call("seek", Math.floor(this.follower.source.head * action.share));
        break;
      case "ack":
        if (this.follower !== undefined && this.caps.includes("ack"))
          await this.send({
            t: "ack",
            sub: "a",
            gen: this.follower.gen,
            n: Math.floor(this.follower.n * action.share),
          });
        break;
      case "commit":
        await this.stream.commit(action.events);
        break;
      case "pass":
        await this.stream.clock.pass(action.ms);
        await this.stream.hub.tick();
        break;
      case "read":
        this.read(action.how);
        break;
      case "reconnect":
        await this.reconnect();
        break;
      case "epoch":
        this.epochs += 1;
        this.stream.log.epoch = `epoch-${this.epochs}`;
        await this.stream.hub.shared.market.refresh();
        break;
    }
    await this.stream.clock.pass(BREATH_MS);
    this.check();
    const mayCome = action.do !== "commit" && action.do !== "pass" && action.do !== "read";
    if (this.isPaused && !mayCome) expect(this.follower?.n).toBe(before);
  }

  /** In the end the client reads and acknowledges all, and has everything that it wanted. */
  async finish(): Promise<void> {
    this.client.socket.drain();
    if (this.follower === undefined) return;
    await this.control("resume");
    if (!this.isLooping) await this.call("speed", 0);
    for (let round = 0; round < ROUNDS && this.isWaiting; round += 1) {
      if (this.caps.includes("ack"))
        await this.send({ t: "ack", sub: "a", gen: this.follower.gen, n: this.follower.n });
      await this.stream.clock.pass(BREATH_MS);
      await this.stream.hub.tick();
      this.check();
    }
    if (this.follower === undefined) return;
    const { phase, isComplete } = this.follower;
    if (this.isLooping) return;
    expect({ phase, isComplete }).toMatchObject({ isComplete: true });
    expect(["live", "ended"]).toContain(phase);
  }

  private get isLooping(): boolean {
    return this.what?.onEnd === "loop" && !this.isLeft;
  }

  private get isWaiting(): boolean {
    const { follower } = this;
    return (
      follower !== undefined &&
      !this.isLooping &&
      !(follower.isComplete && (follower.phase === "live" || follower.phase === "ended"))
    );
  }

  private async subscribe(
    what: Subscription,
    from?: { seq: number; epoch: string },
  ): Promise<void> {
    const source = what.source === "market" ? this.market : this.manifest;
    const { head } = source;
    const seq = from?.seq ?? Math.floor(head * what.share);
    const epoch = what.source === "market" ? this.stream.log.epoch : this.stream.manifest.view.hash;
    const hasEnd = what.source === "market" && what.hasEnd;
    const endsAtHead = what.source === "market" && what.onEnd === "loop";
    this.isLeft = false;
    this.isPaused = false;
    this.what = what;
    this.follower = new ReferenceFollower({
      source,
      market: this.market,
      seq,
      marketSeq: this.market.head,
      to: hasEnd || endsAtHead ? head : undefined,
      domain: what.domain,
      onEnd: what.onEnd,
      isHashed: what.source === "manifest" || hasEnd || endsAtHead || what.speed > 0,
    });
    this.id += 1;
    await this.send({
      t: "subscribe",
      id: this.id,
      sub: "a",
      ...(what.source === "market" ? { stream: "market" } : { manifest: "m" }),
      from: from ?? { seq, epoch },
      ...(hasEnd ? { to: { seq: head } } : {}),
      ...(what.domain === undefined ? {} : { filter: { domains: [what.domain] } }),
      speed: what.speed,
      ...(what.onEnd === undefined ? {} : { on_end: what.onEnd }),
    });
  }

  private async control(op: "pause" | "resume" | "live"): Promise<void> {
    if (this.follower === undefined) return;
    if (op === "live") {
      this.follower.left();
      this.isLeft = true;
    }
    await this.call(op);
    this.isPaused = op === "pause" || (this.isPaused && op !== "resume" && op !== "live");
  }

  private async call(op: string, value?: number): Promise<void> {
    if (this.follower === undefined) return;
    this.id += 1;
    if (op === "step") this.isPaused = false;
    await this.send({
      t: "control",
      id: this.id,
      sub: "a",
      op,
      ...(value === undefined ? {} : { value }),
    } as ClientFrame);
  }

  private async send(frame: ClientFrame): Promise<void> {
    await this.client.send(frame);
    this.check();
  }

  private read(how: "nothing" | "a little" | "all"): void {
    const { socket } = this.client;
    if (how === "nothing") socket.isStuck = true;
    else if (how === "a little") socket.takePart(20_000);
    else socket.drain();
  }

  /** The connection is lost, with all that came over it taken; the client goes on where it was. */
  private async reconnect(): Promise<void> {
    this.stream.hub.left(this.client.session);
    this.client = this.stream.connect();
    this.taken = 0;
    await this.begin();
    const { follower, what } = this;
    if (follower === undefined || what === undefined) return;
    const source = follower.source.name;
    const epoch = source === "market" ? this.stream.log.epoch : this.stream.manifest.view.hash;
    // What was left for the live stream has no end any more.
    const goesOn = {
      ...what,
      source,
      ...(source === what.source ? {} : { onEnd: undefined, hasEnd: false }),
    };
    await this.subscribe(goesOn, { seq: follower.seq, epoch });
  }

  /** Compares every frame that has come since. */
  private check(): void {
    const { frames, closed } = this.client.socket;
    for (const frame of frames.slice(this.taken)) this.follower?.take(frame);
    this.taken = frames.length;
    expect(closed).toBeUndefined();
    expect(this.stream.errors).toEqual([]);
    const { error } = this.follower ?? {};
    if (error === undefined) return;
    expect(error.code).toBe("epoch_changed");
    expect(this.epochs).toBeGreaterThan(1);
    this.follower = undefined;
  }
}

it("a stream that is walked at random has no gap, no duplicate and no wrong hash", async () => {
  const manifest = manifestOf(MANIFEST_EVENTS, 1);
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        caps: fc.constantFrom<string[]>([], ["batch"], ["ack"], ["batch", "ack"]),
        logged: fc.integer({ min: 0, max: 2_500 }),
        ringItems: fc.constantFrom(64, 8_192),
        maxHeldBytes: fc.constantFrom(40_000, 160_000_000),
        actions: fc.array(action, { minLength: 3, maxLength: 25 }),
        first: subscription,
      }),
      async ({ caps, logged, ringItems, maxHeldBytes, actions, first }) => {
        const stream = await fakeStream(logged, { manifest, ringItems, maxHeldBytes });
        const walk = new Walk(stream, caps);
        await walk.begin();
        await walk.act({ do: "subscribe", what: first });
        for (const next of actions) await walk.act(next);
        await walk.finish();
        await settle();
      },
    ),
    { numRuns: 60, endOnFailure: true, interruptAfterTimeLimit: 60_000 },
  );
}, 120_000);
