import type { ServerFrameOf } from "#contracts";
import { startApp, freePort, waitFor, type RunningApp, type Stack } from "#stack";
import { StreamClient, type StreamEvent } from "#stream-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";
import { RawClient, streamUrl } from "../support/stream.js";

// Real: three processes, Postgres, the queue, sockets. What a subscriber sees while the world around it breaks.
const names = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}.one`);

/** Follows the market from its start, and keeps what came. */
class Follower {
  readonly events: StreamEvent[] = [];
  readonly gaps: ServerFrameOf<"gap">[] = [];
  reconnects = 0;
  losses = 0;
  private readonly client: StreamClient;
  readonly done: Promise<void>;

  constructor(url: string) {
    this.client = new StreamClient({
      url,
      webSocket: WebSocket,
      request: { stream: "market", from: "start" },
      retryMs: { first: 20, most: 200 },
      onReconnect: () => {
        this.reconnects += 1;
      },
      onLoss: () => {
        this.losses += 1;
      },
    });
    this.done = this.follow();
  }

  get seq(): number {
    return this.events.at(-1)?.seq ?? 0;
  }

  close(): Promise<void> {
    this.client.close();
    return this.done;
  }

  private async follow(): Promise<void> {
    for await (const item of this.client) {
      if (item.t === "event") this.events.push(item);
      if (item.t === "gap") this.gaps.push(item);
    }
  }
}

const untilAt = (followers: readonly Follower[], head: number): Promise<true> =>
  waitFor(() => followers.every(({ seq }) => seq >= head), {
    timeoutMs: 30_000,
    what: `all to be at ${head}`,
  });

const expectWhole = (followers: readonly Follower[], head: number): void => {
  for (const { events, gaps } of followers) {
    expect(gaps).toEqual([]);
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, i) => i + 1));
  }
};

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  const head = async (): Promise<number> =>
    (await api.get<{ head: number }>("/api/v1/events?limit=1")).body.head;
  beforeAll(async () => {
    stack = await startSharedStack(backend);
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  it("shows a subscriber the events of a batch while it is posted", async () => {
    const client = await RawClient.open(streamUrl(stack.replayUrl));
    client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "now" });
    await client.until("mark", ({ phase }) => phase === "live");
    const { body } = await api.submit(["seen.one"]);
    const event = await client.until("event", ({ type }) => type === "valuation_update");
    expect(event).toMatchObject({
      sub: "a",
      gen: 1,
      n: 1,
      data: { domain: "seen.one", batch_id: body.batch_id },
    });
    expect(event.tp).toMatch(/^00-[0-9a-f]{32}-/);
    expect(event.st).toBeGreaterThanOrEqual(Date.parse(event.at) - 1_000);
    expect((await client.until("event", ({ n }) => n === 2)).type).toBe("batch_completed");
    client.close();
  });

  it("the replay app killed in the middle of fan-out, while a worker goes on: no gap and no duplicate", async () => {
    const before = await head();
    const followers = Array.from({ length: 20 }, () => new Follower(streamUrl(stack.replayUrl)));
    const { body } = await api.submit<{ batch_id: string }>(names(6_000, "killed"));
    await waitFor(() => (followers[0]?.seq ?? 0) > before + 200, {
      timeoutMs: 60_000,
      what: "the fan-out to be under way",
    });
    await stack.apps.replay.kill();
    await stack.restart("replay");
    await api.untilEnded(body.batch_id);
    const end = await head();
    await untilAt(followers, end);
    expectWhole(followers, end);
    expect(followers.every(({ reconnects }) => reconnects > 0)).toBe(true);
    expect(followers.reduce((sum, { losses }) => sum + losses, 0)).toBe(0);
    await Promise.all(followers.map((follower) => follower.close()));
  });

  it("a worker and a gateway that are killed and come back are no gap to a subscriber", async () => {
    const follower = new Follower(streamUrl(stack.replayUrl));
    const { body } = await api.submit<{ batch_id: string }>(names(4_000, "both"));
    await stack.apps.gateway.kill();
    await stack.apps["valuation-worker"].kill();
    await Promise.all([stack.restart("gateway"), stack.restart("valuation-worker")]);
    await api.untilEnded(body.batch_id);
    const end = await head();
    await untilAt([follower], end);
    expectWhole([follower], end);
    expect(follower.reconnects).toBe(0);
    await follower.close();
  });

  describe("with a second replay process beside the first", () => {
    let second: RunningApp;
    beforeAll(async () => {
      const port = String(await freePort());
      second = await startApp({ app: "replay", env: { ...stack.env, REPLAY_PORT: port } });
    });
    afterAll(() => second?.stop());

    it("both serve the same stream, and SIGTERM sends `bye` and 1001 and loses nothing", async () => {
      const here = new Follower(streamUrl(stack.replayUrl));
      const there = new Follower(streamUrl(second.url));
      const raw = await RawClient.open(streamUrl(second.url));
      await api.submit(names(5, "twice"));
      await untilAt([here, there], await head());
      const exit = await second.stop("SIGTERM", 30_000);
      expect(exit.code).toBe(0);
      expect(await raw.until("bye")).toMatchObject({ reconnect: true });
      expect(await raw.untilClosed()).toMatchObject({ code: 1001 });
      const same = there.events.map(({ eid }) => eid);
      expect(here.events.slice(0, same.length).map(({ eid }) => eid)).toEqual(same);
      expectWhole([there], there.seq);
      await Promise.all([here.close(), there.close()]);
    });
  });

  it("clients that read nothing do not delay others, and miss nothing once they read again", async () => {
    const held = await Promise.all(
      Array.from({ length: 10 }, () => RawClient.open(streamUrl(stack.replayUrl))),
    );
    for (const client of held) {
      client.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "start" });
      await client.until("subscribed");
      client.socket.pause();
    }
    const follower = new Follower(streamUrl(stack.replayUrl));
    const { body } = await api.submit<{ batch_id: string }>(names(4_000, "held"));
    await api.untilEnded(body.batch_id);
    const end = await head();
    await untilAt([follower], end);
    expectWhole([follower], end);
    for (const client of held) client.socket.resume();
    for (const client of held) {
      await client.until("event", ({ seq }) => seq === end, 30_000);
      expect(client.of("event").map(({ seq }) => seq)).toEqual(
        Array.from({ length: end }, (_, i) => i + 1),
      );
      client.close();
    }
    await follower.close();
  });

  it("500 clients that come back within a second are all resumed", async () => {
    const end = await head();
    const first = await RawClient.open(streamUrl(stack.replayUrl));
    first.send({ t: "subscribe", id: 1, sub: "a", stream: "market", from: "start" });
    const { epoch } = await first.until("subscribed");
    first.close();
    const clients = await Promise.all(
      Array.from({ length: 500 }, () => RawClient.open(streamUrl(stack.replayUrl))),
    );
    for (const [index, client] of clients.entries())
      client.send({
        t: "subscribe",
        id: 1,
        sub: "a",
        stream: "market",
        from: { seq: Math.max(0, end - (index % 50)), epoch },
      });
    await Promise.all(
      clients.map((client) => client.until("mark", ({ phase }) => phase === "live", 30_000)),
    );
    for (const [index, client] of clients.entries()) {
      const missed = Math.min(end, index % 50);
      expect(client.of("subscribed")[0]).toMatchObject({ recovered: true, missed });
      expect(client.of("event").map(({ seq }) => seq)).toEqual(
        Array.from({ length: missed }, (_, i) => end - missed + i + 1),
      );
      client.close();
    }
  });
});
