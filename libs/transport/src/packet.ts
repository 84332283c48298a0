import { wallClockMs } from "#telemetry";

/** One request of a job: its payload, and what makes it its own. */
export interface RequestPacket {
  /** By which its reply is known. */
  readonly id: string;
  readonly data: unknown;
  /** W3C trace context that the request belongs to. */
  readonly metadata: Record<string, string>;
}

/** What a job carries. A job that somebody waits for may carry the requests of several callers. */
export interface JobPacket {
  readonly pattern: string;
  readonly requests: readonly RequestPacket[];
  /** The bus channel of the client that waits for the replies; absent when nobody waits. */
  readonly replyTo?: string;
  /** Trace context of the sending of many jobs at once; each of them links to it. */
  readonly sentBy?: Record<string, string>;
  /** When its bytes were handed to the store: milliseconds since the epoch, by the sender's clock. */
  readonly sentAtMs: number;
}

/** The shape in which an earlier version queued a job: one request. Such jobs may still wait when this version starts. */
export interface FormerJobPacket {
  readonly pattern: string;
  readonly data: unknown;
  readonly metadata: Record<string, string>;
  readonly sentBy?: Record<string, string>;
  readonly sentAtMs: number;
  readonly reply?: { readonly channel: string; readonly id: string };
}

/** Reads a job of this version or of the one before. */
export const readPacket = (packet: JobPacket | FormerJobPacket): JobPacket => {
  if ("requests" in packet) return packet;
  const { data, metadata, reply, ...job } = packet;
  return {
    ...job,
    requests: [{ id: reply?.id ?? "", data, metadata }],
    ...(reply === undefined ? {} : { replyTo: reply.channel }),
  };
};

/**
 * A packet that says when it was stored: read when it is turned into bytes, which is as late as a message that
 * carries the time itself can state it. Opening connections and preparing the job belong to its sending.
 */
export const stampedWhenWritten = (packet: Omit<JobPacket, "sentAtMs">): JobPacket => ({
  ...packet,
  get sentAtMs() {
    return wallClockMs();
  },
});

/** A reply as it goes over the bus, without the response itself. */
export interface ReplyPacket {
  readonly id: string;
  readonly error?: { readonly name: string; readonly message: string };
  /** The response is too large for the bus: it is to be read where it is stored. */
  readonly isStored?: true;
  /** By the worker's clock, milliseconds since the epoch. */
  readonly pickedUpAtMs: number;
  readonly handedAtMs: number;
  /** How long each stage took in the worker, in milliseconds. */
  readonly stages: Readonly<Record<string, number>>;
}

/** A reply with its response as the text that it came as; absent where there is an error or it is to be read. */
export interface ReceivedReply extends ReplyPacket {
  readonly responseText?: string;
}

/** Stands before the response, which is last. Within a string its quotes would be escaped, and no packet has it inside. */
const BEFORE_RESPONSE = ',"response":';

/** A reply is one line of JSON. @param responseText the response's own JSON */
export const writeReply = (packet: ReplyPacket, responseText?: string): string => {
  const text = JSON.stringify(packet);
  return responseText === undefined
    ? text
    : `${text.slice(0, -1)}${BEFORE_RESPONSE}${responseText}}`;
};

/** Reads replies that came together: one a line. A response is left as it is, so that it can be passed on unread. */
export const readReplies = (message: string): ReceivedReply[] => message.split("\n").map(readReply);

const readReply = (line: string): ReceivedReply => {
  const at = line.indexOf(BEFORE_RESPONSE);
  if (at === -1) return JSON.parse(line) as ReplyPacket;
  const packet = JSON.parse(`${line.slice(0, at)}}`) as ReplyPacket;
  return { ...packet, responseText: line.slice(at + BEFORE_RESPONSE.length, -1) };
};

/** Where the time of one request went, in milliseconds; the worker's stages by their names. */
export interface RequestTiming {
  /** When its sending began and when its reply was here; milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly heldAtMs: number;
  readonly enqueueMs: number;
  readonly queueMs: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly replyMs: number;
}
