import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { threeNames } from "./load.js";

/** What became of the calls of a load. */
export interface OverloadOutcome {
  /** Of requests that were answered with values. */
  readonly answeredMs: readonly number[];
  readonly rejected: number;
  /** Rejections without `Retry-After`. */
  readonly unexplained: number;
  /** By what happened: another status, or a connection that broke. */
  readonly failures: ReadonlyMap<string, number>;
  readonly elapsedMs: number;
}

/** Callers that wait for their answers. */
export interface ClosedLoop {
  readonly callers: number;
  readonly seconds: number;
  /** Whether a rejected caller waits for `Retry-After`, or asks again at once. */
  readonly isObedient: boolean;
}

/** Calls that come at a fixed rate, whatever becomes of those before. */
export interface OpenLoop {
  readonly perSecond: number;
  readonly seconds: number;
}

interface Reply {
  readonly status: number;
  readonly retryAfterS: number | undefined;
}

const TURN_MS = 5;
/** The load itself uses CPU that the system is short of. One socket a caller, and no HTTP client, keep that small. */
const MAX_SOCKETS = 4_000;

/** Runs callers that wait for their answers. */
export const closedLoop = async (
  gatewayUrl: string,
  { callers, seconds, isObedient }: ClosedLoop,
): Promise<OverloadOutcome> => {
  const tally = new Tally();
  const startMs = performance.now();
  const endMs = startMs + seconds * 1_000;
  const caller = async (): Promise<void> => {
    const client = new Client(gatewayUrl);
    while (performance.now() < endMs) {
      const reply = await tally.time(client);
      if (reply?.status === 503 && isObedient)
        await sleep(Math.min((reply.retryAfterS ?? 1) * 1_000, endMs - performance.now()));
    }
    client.close();
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return tally.outcome(performance.now() - startMs);
};

/** Makes calls at a fixed rate. */
export const openLoop = async (
  gatewayUrl: string,
  { perSecond, seconds }: OpenLoop,
): Promise<OverloadOutcome> => {
  const tally = new Tally();
  const idle: Client[] = [];
  let open = 0;
  const one = async (): Promise<void> => {
    const client = idle.pop() ?? (open < MAX_SOCKETS ? new Client(gatewayUrl) : undefined);
    if (client === undefined) return tally.fail("no socket left");
    open += 1;
    await tally.time(client);
    open -= 1;
    idle.push(client);
  };
  const calls: Promise<void>[] = [];
  const startMs = performance.now();
  const total = Math.round(perSecond * seconds);
  while (calls.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * perSecond) / 1_000));
    while (calls.length < due) calls.push(one());
    await sleep(TURN_MS);
  }
  const elapsedMs = performance.now() - startMs;
  await Promise.all(calls);
  for (const client of idle) client.close();
  return tally.outcome(elapsedMs);
};

class Tally {
  private readonly answeredMs: number[] = [];
  private readonly failures = new Map<string, number>();
  private rejected = 0;
  private unexplained = 0;

  async time(client: Client): Promise<Reply | undefined> {
    const sentMs = performance.now();
    try {
      const reply = await client.call();
      if (reply.status === 200) this.answeredMs.push(performance.now() - sentMs);
      else if (reply.status === 503) {
        this.rejected += 1;
        if (reply.retryAfterS === undefined) this.unexplained += 1;
      } else this.fail(`status ${reply.status}`);
      return reply;
    } catch (error) {
      this.fail((error as NodeJS.ErrnoException).code ?? String(error));
      return undefined;
    }
  }

  fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }

  outcome(elapsedMs: number): OverloadOutcome {
    const { answeredMs, rejected, unexplained, failures } = this;
    return { answeredMs, rejected, unexplained, failures, elapsedMs };
  }
}

/** A caller on a connection of its own, which is kept. One call at a time. */
class Client {
  private readonly url: URL;
  private socket: Socket | undefined;
  private heard = "";
  private pending: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  constructor(gatewayUrl: string) {
    this.url = new URL(gatewayUrl);
  }

  call(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject };
      const body = JSON.stringify({ domains: threeNames(), ensemble: false });
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
    });
    this.pending = undefined;
  }
}
