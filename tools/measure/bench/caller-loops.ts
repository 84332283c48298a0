import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { threeNames } from "./load.js";

/** Callers on a gateway, and for how long. */
export interface CallerLoad {
  readonly gatewayUrl: string;
  readonly seconds: number;
  readonly ensemble: boolean;
  readonly loop: ClosedLoop | OpenLoop;
}

/** Callers that wait for their answers. */
interface ClosedLoop {
  readonly callers: number;
  /** Whether a rejected caller waits for `Retry-After`, or asks again at once. */
  readonly isObedient: boolean;
}

/** Calls that come at a fixed rate, whatever becomes of those before. */
interface OpenLoop {
  readonly perSecond: number;
}

/** A request that was answered with values. */
interface Answered {
  readonly atMs: number;
  readonly durationMs: number;
  readonly serverTiming: string;
}

/** What became of the calls of a load. */
export interface CallersOutcome {
  readonly answered: readonly Answered[];
  /** Requests that were rejected with a `Retry-After`. */
  readonly rejected: number;
  /** By what happened: another status, or a connection that broke. */
  readonly failures: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
  /** CPU that the callers themselves used. */
  readonly cpuMs: number;
}

interface Reply {
  readonly status: number;
  readonly retryAfterS: number | undefined;
  readonly serverTiming: string;
}

const TURN_MS = 5;
/** The load itself uses CPU that the system is short of. One socket a caller, and no HTTP client, keep that small. */
const MAX_SOCKETS = 4_000;

/** Runs a load to its end: the last calls are answered. */
export const runCallers = async (load: CallerLoad): Promise<CallersOutcome> => {
  const tally = new Tally();
  const before = process.cpuUsage();
  if ("callers" in load.loop) await closedLoop(load, load.loop, tally);
  else await openLoop(load, load.loop, tally);
  const { user, system } = process.cpuUsage(before);
  return { ...tally.outcome(), cpuMs: (user + system) / 1_000 };
};

const closedLoop = async (
  load: CallerLoad,
  { callers, isObedient }: ClosedLoop,
  tally: Tally,
): Promise<void> => {
  const endMs = tally.startMs + load.seconds * 1_000;
  const caller = async (): Promise<void> => {
    const client = new Client(load);
    while (performance.now() < endMs) {
      const reply = await tally.time(client);
      if (reply?.status !== 503 || !isObedient) continue;
      const waitMs = (reply.retryAfterS ?? 1) * 1_000;
      if (performance.now() + waitMs >= endMs) break;
      await sleep(waitMs);
    }
    client.close();
  };
  await Promise.all(Array.from({ length: callers }, caller));
};

const openLoop = async (load: CallerLoad, { perSecond }: OpenLoop, tally: Tally): Promise<void> => {
  const idle: Client[] = [];
  let underWay = 0;
  const one = async (): Promise<void> => {
    const client = idle.pop() ?? (underWay < MAX_SOCKETS ? new Client(load) : undefined);
    if (client === undefined) return tally.fail("no socket left");
    underWay += 1;
    await tally.time(client);
    underWay -= 1;
    idle.push(client);
  };
  const calls: Promise<void>[] = [];
  const total = Math.round(perSecond * load.seconds);
  while (calls.length < total) {
    const dueByNow = Math.floor(((performance.now() - tally.startMs) * perSecond) / 1_000);
    const due = Math.min(total, dueByNow);
    while (calls.length < due) calls.push(one());
    await sleep(TURN_MS);
  }
  await Promise.all(calls);
  for (const client of idle) client.close();
};

class Tally {
  readonly startMs = performance.now();
  private readonly answered: Answered[] = [];
  private readonly failures: Record<string, number> = {};
  private rejected = 0;

  async time(client: Client): Promise<Reply | undefined> {
    const sentMs = performance.now();
    try {
      const reply = await client.call();
      if (reply.status === 200)
        this.answered.push({
          atMs: sentMs - this.startMs,
          durationMs: performance.now() - sentMs,
          serverTiming: reply.serverTiming,
        });
      else if (reply.status === 503 && reply.retryAfterS !== undefined) this.rejected += 1;
      else this.fail(`status ${reply.status}`);
      return reply;
    } catch (error) {
      this.fail((error as NodeJS.ErrnoException).code ?? String(error));
      return undefined;
    }
  }

  fail(what: string): void {
    this.failures[what] = (this.failures[what] ?? 0) + 1;
  }

  outcome(): Omit<CallersOutcome, "cpuMs"> {
    const { answered, rejected, failures } = this;
    return { answered, rejected, failures, elapsedMs: performance.now() - this.startMs };
  }
}

/** A caller on a connection of its own, which is kept. One call at a time. */
class Client {
  private readonly url: URL;
  private readonly ensemble: boolean;
  private socket: Socket | undefined;
  private heard = "";
  private pending: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  constructor({ gatewayUrl, ensemble }: CallerLoad) {
    this.url = new URL(gatewayUrl);
    this.ensemble = ensemble;
  }

  call(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      const body = JSON.stringify({ domains: threeNames(), ensemble: this.ensemble });
      this.connected().write(
        `POST /api/v1/valuation/batch HTTP/1.1\r\nHost: ${this.url.host}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
  }

  close(): void {
    this.socket?.destroy();
  }

  private connected(): Socket {
    if (this.socket !== undefined && !this.socket.destroyed) return this.socket;
    const socket = connect(Number(this.url.port), this.url.hostname).setNoDelay(true);
    this.heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.read(text));
    socket.on("error", (error) => this.end(error));
    socket.on("close", () => this.end(new Error("closed")));
    this.socket = socket;
    return socket;
  }

  private end(error: Error): void {
    this.pending?.reject(error);
    this.pending = undefined;
  }

  private read(text: string): void {
    this.heard += text;
    const headEnd = this.heard.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.heard.slice(0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.heard.length < headEnd + 4 + length) return;
    this.heard = this.heard.slice(headEnd + 4 + length);
    const retryAfter = /\r\nretry-after: (\d+)/i.exec(head)?.[1];
    this.pending?.resolve({
      status: Number(head.slice(9, 12)),
      retryAfterS: retryAfter === undefined ? undefined : Number(retryAfter),
      serverTiming: /\r\nserver-timing: ([^\r]*)/i.exec(head)?.[1] ?? "",
    });
    this.pending = undefined;
  }
}
