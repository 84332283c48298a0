import { Coalescer } from "#concurrency";
import { wallClockMs, type StageClock } from "#telemetry";

import type { Bus } from "./bus.js";
import type { ReplyPacket } from "./packet.js";
import { untraced } from "./spans.js";

/** A reply on its way to whoever waits for it. */
export interface Reply {
  readonly channel: string;
  readonly id: string;
  readonly pickedUpAtMs: number;
  /** Its last stage, `publish`, ends when the message goes. */
  readonly clock: StageClock;
  readonly outcome: Pick<ReplyPacket, "response" | "error">;
}

/** Messages under way at once: a bus that is slow to answer holds up few. */
const MAX_MESSAGES = 4;
/** Replies of one message. */
const MAX_REPLIES = 256;

/** Sends replies: those that are ready at the same time, or while others are being sent, share a message a channel. */
export class ReplySender {
  private readonly replies: Coalescer<Reply, void>;

  constructor(private readonly bus: Bus) {
    this.replies = new Coalescer((replies) => this.sendAll(replies), {
      sizeOf: () => 1,
      maxSize: MAX_REPLIES,
      maxRunning: MAX_MESSAGES,
    });
  }

  /** @throws when the bus is away; the one that waits looks its result up then */
  send(reply: Reply): Promise<void> {
    return this.replies.run(reply);
  }

  private async sendAll(replies: readonly Reply[]): Promise<void[]> {
    const handedAtMs = wallClockMs();
    const lines = new Map<string, string[]>();
    for (const reply of replies) {
      const line = this.lineOf(reply, handedAtMs);
      const ofChannel = lines.get(reply.channel);
      if (ofChannel === undefined) lines.set(reply.channel, [line]);
      else ofChannel.push(line);
    }
    await untraced(() =>
      Promise.all(
        [...lines].map(([channel, ofChannel]) =>
          this.bus.publish(channel, ...packed(ofChannel, this.bus.maxPayloadBytes)),
        ),
      ),
    );
    return replies.map(() => undefined);
  }

  private lineOf({ id, pickedUpAtMs, clock, outcome }: Reply, handedAtMs: number): string {
    clock.end("publish", handedAtMs);
    const packet: ReplyPacket = { id, pickedUpAtMs, handedAtMs, stages: clock.stages };
    const line = JSON.stringify({ ...packet, ...outcome });
    return Buffer.byteLength(line) <= this.bus.maxPayloadBytes
      ? line
      : JSON.stringify({ ...packet, isStored: true });
  }
}

/** Joins lines into as few messages as their size allows. */
const packed = (lines: readonly string[], maxBytes: number): string[] => {
  const messages: string[] = [];
  let message = "";
  let bytes = 0;
  for (const line of lines) {
    const lineBytes = maxBytes === Number.POSITIVE_INFINITY ? 0 : Buffer.byteLength(line) + 1;
    if (message !== "" && bytes + lineBytes > maxBytes) {
      messages.push(message);
      message = line;
      bytes = lineBytes;
      continue;
    }
    message = message === "" ? line : `${message}\n${line}`;
    bytes += lineBytes;
  }
  return [...messages, message];
};
