import type { ClientFrame, ServerFrame, ServerFrameName, ServerFrameOf } from "#contracts";
import { waitFor } from "#stack";
import { WebSocket, type RawData } from "ws";

/** A bare socket on the stream, for what the client library would never do. */
export class RawClient {
  readonly frames: ServerFrame[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(readonly socket: WebSocket) {
    socket.on("message", (data: RawData) =>
      this.frames.push(JSON.parse((data as Buffer).toString("utf8")) as ServerFrame),
    );
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on("error", () => undefined);
  }

  static async open(url: string): Promise<RawClient> {
    const client = new RawClient(new WebSocket(url, "assay.v1.json"));
    await new Promise<void>((resolve, reject) => {
      client.socket.once("open", resolve);
      client.socket.once("error", reject);
    });
    return client;
  }

  send(frame: ClientFrame | Record<string, unknown>): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The first frame, of those that came or come, that is as wanted. */
  async until<T extends ServerFrameName>(
    t: T,
    fits: (frame: ServerFrameOf<T>) => boolean = () => true,
    timeoutMs = 30_000,
  ): Promise<ServerFrameOf<T>> {
    return waitFor(
      () =>
        this.frames.find(
          (frame): frame is ServerFrameOf<T> => frame.t === t && fits(frame as ServerFrameOf<T>),
        ),
      { timeoutMs, what: `a ${t} frame`, pollMs: 5 },
    );
  }

  of<T extends ServerFrameName>(t: T): ServerFrameOf<T>[] {
    return this.frames.filter((frame): frame is ServerFrameOf<T> => frame.t === t);
  }

  untilClosed(timeoutMs = 30_000): Promise<{ code: number; reason: string }> {
    return waitFor(() => this.closed, {
      timeoutMs,
      what: "the connection to be closed",
      pollMs: 5,
    });
  }

  close(): void {
    this.socket.terminate();
  }
}

/** Where the stream of a replay app is. */
export const streamUrl = (replayUrl: string): string =>
  `${replayUrl.replace(/^http/, "ws")}/v1/stream`;
