import { Coalescer } from "#concurrency";
import { wallClockMs, type StageClock, untraced } from "#telemetry";

import type { Bus, BusMessage } from "./bus.js";
import { JsonText } from "./json-text.js";
import { writeReply, type ReplyPacket } from "./packet.js";

/** What became of a request. */
export type Outcome =
  | { readonly response: unknown }
  | { readonly error: NonNullable<ReplyPacket["error"]> };

/** A reply on its way to the client that waits for it. */
export interface Reply {
  readonly channel: string;
  readonly id: string;
  readonly pickedUpAtMs: number;
  /** Its last stage, `publish`, ends when the message goes. */
  readonly clock: StageClock;
  readonly outcome: Outcome;
}

/** Round trips under way at once: a bus that is slow to answer holds up few. */
const MAX_ROUND_TRIPS = 4;
/** Replies and wake-ups of one round trip. */
const MAX_SIZE = 256;

/**
 * What a worker sends over the bus. Replies and wake-ups that are ready at the same time, or while others are being
 * sent, share a round trip; the replies to one client share a message.
 */
export class Outbox {
  private readonly items: Coalescer<Reply | BusMessage, void>;

  constructor(private readonly bus: Bus) {
    this.items = new Coalescer((items) => this.sendAll(items), {
      sizeOf: () => 1,
      maxSize: MAX_SIZE,
      maxRunning: MAX_ROUND_TRIPS,
    });
  }

  /** @throws when the bus is unavailable; the one that waits looks its result up then */
  reply(reply: Reply): Promise<void> {
    return this.items.run(reply);
  }

  /** @throws when the bus is unavailable */
  publish(message: BusMessage): Promise<void> {
    return this.items.run(message);
  }

  private async sendAll(items: readonly (Reply | BusMessage)[]): Promise<void[]> {
    const handedAtMs = wallClockMs();
    const messages: BusMessage[] = [];
    const replies = new Map<string, string[]>();
    for (const item of items) {
      if ("payload" in item) {
        messages.push(item);
        continue;
      }
      const line = this.lineOf(item, handedAtMs);
      const ofChannel = replies.get(item.channel);
      if (ofChannel === undefined) replies.set(item.channel, [line]);
      else ofChannel.push(line);
    }
    for (const [channel, lines] of replies)
      for (const payload of packed(lines, this.bus.maxPayloadBytes))
        messages.push({ channel, payload });
    await untraced(() => this.bus.publish(...messages));
    return items.map(() => undefined);
  }

  private lineOf({ id, pickedUpAtMs, clock, outcome }: Reply, handedAtMs: number): string {
    clock.end("publish", handedAtMs);
    const packet: ReplyPacket = { id, pickedUpAtMs, handedAtMs, stages: clock.stages };
    const line =
      "error" in outcome
        ? writeReply({ ...packet, error: outcome.error })
        : writeReply(packet, textOf(outcome.response));
    const { maxPayloadBytes } = this.bus;
    return maxPayloadBytes === Number.POSITIVE_INFINITY ||
      Buffer.byteLength(line) <= maxPayloadBytes
      ? line
      : writeReply({ ...packet, isStored: true });
  }
}

const textOf = (response: unknown): string =>
  response instanceof JsonText ? response.text : JSON.stringify(response);

/** Joins lines into as few messages as their size allows. */
const packed = (lines: readonly string[], maxBytes: number): string[] => {
  if (maxBytes === Number.POSITIVE_INFINITY) return [lines.join("\n")];
  const messages: string[][] = [];
  let bytes = maxBytes;
  for (const line of lines) {
    const lineBytes = Buffer.byteLength(line) + 1;
    if (bytes + lineBytes > maxBytes) {
      messages.push([]);
      bytes = 0;
    }
    messages.at(-1)?.push(line);
    bytes += lineBytes;
  }
  return messages.map((ofMessage) => ofMessage.join("\n"));
};
