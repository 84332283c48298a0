import { z } from "zod";

import { DomainText } from "../rest/domain-text.js";
import { EventTypeName } from "../events/events.js";
import { Instant } from "../rest/instant.js";

/** The stream's path on the replay app. */
export const STREAM_PATH = "/v1/stream";
/** The WebSocket subprotocol: JSON text frames, no compression. */
export const STREAM_PROTOCOL = "assay.v1.json";

/** Limits of a connection, sent in `welcome`. */
export const STREAM_LIMITS = {
  inbound_bytes: 64 * 1024,
  subscriptions: 32,
  queued_bytes: 1024 * 1024,
  unacked_events: 1_000,
  unacked_bytes: 1024 * 1024,
  batch_events: 64,
  batch_bytes: 64 * 1024,
  page_events: 1_000,
  controls_per_s: 20,
} as const;

/** Why the server closes a connection. */
export const CLOSE_CODES = {
  ended: 1000,
  shutdown: 1001,
  full: 1013,
  slow: 4008,
  malformed: 4400,
  auth: 4401,
  no_hello: 4408,
  rate: 4429,
} as const;

export const STREAM_ERRORS = [
  "unauthorized",
  "forbidden",
  "unknown_type",
  "bad_request",
  "duplicate_sub",
  "limit",
  "rate_limited",
  "unrecoverable",
  "epoch_changed",
  "manifest_mismatch",
  "seek_range",
  "replay_busy",
  "internal",
] as const;
export const StreamErrorCode = z.enum(STREAM_ERRORS);
export type StreamErrorCode = z.infer<typeof StreamErrorCode>;

/** The name of a manifest, which is part of paths and file names. */
export const ManifestName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    "must be 1 to 64 letters, digits, dots, dashes or underscores, and begin with a letter or digit",
  )
  .meta({ description: "The manifest's name.", examples: ["full"] });

export const EventFilter = z
  .strictObject({
    types: z.array(EventTypeName).min(1).max(50).optional(),
    domains: z.array(DomainText).min(1).max(100).optional(),
  })
  .meta({ id: "EventFilter", description: "Only events of these types and of these domains." });
export type EventFilter = z.infer<typeof EventFilter>;

const seq = z.int().min(0);
const time = Instant.meta({
  description:
    "When the event was logged, by the database's clock: it increases with `seq`. Unlike `at`, which is when the event happened.",
});
export const Speed = z
  .number()
  .refine((speed) => speed === 0 || (speed >= 0.1 && speed <= 1_000), {
    message: "must be 0 (as fast as possible) or 0.1 to 1000",
  })
  .meta({ description: "Factor of the recorded pace, 0.1 to 1000; 0 is as fast as possible." });
const ReplayFrom = z.union(
  [
    z.strictObject({ seq, epoch: z.string().max(100) }),
    z.strictObject({ time }),
    z.enum(["start", "now"]),
  ],
  {
    error:
      'must be "start", "now", {"seq": 0 or more, "epoch"} to continue after a seq, or {"time": an ISO 8601 time with its zone} for events logged from then on',
  },
);
type ReplayFrom = z.infer<typeof ReplayFrom>;
export const ReplayTo = z.union([z.strictObject({ seq }), z.strictObject({ time })], {
  error:
    'must be {"seq": 0 or more}, or {"time": an ISO 8601 time with its zone} for events logged up to then',
});
export type ReplayTo = z.infer<typeof ReplayTo>;
export const OnEnd = z.enum(["live", "close", "loop"]);

const id = z
  .union([z.int(), z.string().max(64)], {
    error: "must be an integer, or text of at most 64 characters",
  })
  .meta({ description: "The client's id for this call; the answer has the same." });
const sub = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: "The client's name for the subscription." });
const gen = z
  .int()
  .min(1)
  .meta({ description: "Generation: from 1, incremented by each seek and loop." });
const n = z
  .int()
  .min(0)
  .meta({ description: "Number of events sent in this subscription and gen: a gap is a loss." });
const ms = z.number().meta({ description: "Milliseconds since the Unix epoch." });

const eventFields = {
  n,
  seq: z.int().min(1).meta({ description: "Offset in the stream, to resume from." }),
  eid: z.string(),
  type: EventTypeName,
  v: z.int(),
  at: z.iso.datetime().meta({ description: "When it happened." }),
  st: ms.meta({ description: "When this server sent it, in milliseconds since the Unix epoch." }),
  tp: z.string().optional().meta({ description: "traceparent of the cause." }),
  data: z.record(z.string(), z.unknown()),
};
/** An event in a batch: the frame's fields without those that the batch has once. */
export const BatchedEvent = z.object(eventFields).meta({ id: "BatchedEvent" });
export type BatchedEvent = z.infer<typeof BatchedEvent>;

/** What can be subscribed to, for the error message of any other stream. */
export const SUBSCRIBE_TO =
  '"stream": "market" for the live stream, "manifest": "NAME" for a recorded one, or "replay": "ID" for one that was made by POST /api/v1/replays';
const notMarket = (given: unknown): string => {
  const [, kind, name] = /^(manifest|replay):(.+)$/.exec(String(given)) ?? [];
  const meant = kind === undefined ? "" : ` Here: {"${kind}": ${JSON.stringify(name)}}.`;
  return `must be "market". A subscription has one of ${SUBSCRIBE_TO}.${meant}`;
};

/** Every frame that a client may send, by its `t`. */
export const CLIENT_FRAMES = {
  hello: z.object({
    t: z.literal("hello"),
    token: z.string().max(4096).optional(),
    client: z.string().max(200).optional(),
    caps: z.array(z.string().max(32)).max(16).optional(),
  }),
  subscribe: z.object({
    t: z.literal("subscribe"),
    id,
    sub,
    stream: z
      .literal("market", { error: ({ input }) => notMarket(input) })
      .optional()
      .meta({ description: "The live stream." }),
    manifest: ManifestName.optional(),
    replay: z
      .uuid({ error: "must be a `replay_id` from `POST /api/v1/replays`" })
      .optional()
      .meta({ description: "A replay made by `POST /api/v1/replays`." }),
    from: ReplayFrom.optional().meta({
      description: "Default: `now` for the market, `start` for a manifest.",
    }),
    to: ReplayTo.optional(),
    filter: EventFilter.optional(),
    speed: Speed.optional(),
    on_end: OnEnd.optional(),
    on_slow: z.enum(["catchup", "close"]).optional(),
  }),
  ack: z.object({ t: z.literal("ack"), sub, gen, n }),
  control: z.object({
    t: z.literal("control"),
    id,
    sub,
    op: z.enum(["pause", "resume", "speed", "seek", "step", "live"]),
    value: z
      .union(
        [z.number(), z.strictObject({ time }), z.strictObject({ delay_ms: z.number().min(0) })],
        { error: 'must be a number, {"time"} or {"delay_ms": 0 or more}' },
      )
      .optional()
      .meta({
        description:
          "`speed`: the speed. `step`: the number of events, 1 by default. `seek`: the `seq` to continue after, or `{time}`, or `{delay_ms}` in a manifest.",
      }),
  }),
  unsubscribe: z.object({ t: z.literal("unsubscribe"), id, sub }),
  probe_ack: z.object({ t: z.literal("probe_ack"), p: z.int(), seq: seq.optional() }),
} as const;

/** Every frame that the server sends, by its `t`. */
export const SERVER_FRAMES = {
  welcome: z.object({
    t: z.literal("welcome"),
    session: z.string(),
    server_time: ms,
    probe_ms: z.number(),
    limits: z.record(z.string(), z.number()),
  }),
  subscribed: z.object({
    t: z.literal("subscribed"),
    id,
    sub,
    gen,
    epoch: z.string(),
    oldest: z.int(),
    head: z.int(),
    recovered: z.boolean().meta({ description: "True for an exact resume from `{seq, epoch}`." }),
    missed: z
      .int()
      .meta({ description: "Number of offsets from the start of the subscription to the head." }),
    manifest_hash: z.string().optional(),
  }),
  event: z.object({ t: z.literal("event"), sub, gen, ...eventFields }),
  batch: z.object({ t: z.literal("batch"), sub, gen, events: z.array(BatchedEvent) }),
  mark: z.object({
    t: z.literal("mark"),
    sub,
    gen,
    phase: z.enum(["catching_up", "live", "fell_behind", "paused", "ended"]),
    seq,
    n,
    head: z.int(),
    epoch: z.string().meta({ description: "Epoch of the source that `seq` belongs to." }),
    stream: z
      .literal("market")
      .optional()
      .meta({ description: "Present if `seq` is an offset in the log, not in a manifest." }),
    hash: z.string().optional().meta({
      description: "The rolling hash of this gen's events, in a replay.",
    }),
  }),
  gap: z.object({
    t: z.literal("gap"),
    sub,
    from_seq: z.int(),
    to_seq: z.int(),
    reason: z.string(),
  }),
  controlled: z.object({
    t: z.literal("controlled"),
    id,
    sub,
    gen,
    seq,
    speed: z.number(),
  }),
  probe: z.object({ t: z.literal("probe"), p: z.int(), st: ms }),
  unsubscribed: z.object({ t: z.literal("unsubscribed"), id, sub }),
  bye: z.object({ t: z.literal("bye"), reconnect: z.boolean(), after_ms: z.number() }),
  error: z.object({
    t: z.literal("error"),
    id: id.optional(),
    sub: z.string().optional(),
    code: StreamErrorCode,
    message: z.string(),
    temporary: z.boolean(),
    retry_after_ms: z.number().optional(),
    oldest: z.int().optional(),
    head: z.int().optional(),
    epoch: z.string().optional(),
  }),
} as const;

export type ClientFrameName = keyof typeof CLIENT_FRAMES;
export type ClientFrameOf<T extends ClientFrameName> = z.infer<(typeof CLIENT_FRAMES)[T]>;
export type ClientFrame = { [T in ClientFrameName]: ClientFrameOf<T> }[ClientFrameName];
export type ServerFrameName = keyof typeof SERVER_FRAMES;
export type ServerFrameOf<T extends ServerFrameName> = z.infer<(typeof SERVER_FRAMES)[T]>;
export type ServerFrame = { [T in ServerFrameName]: ServerFrameOf<T> }[ServerFrameName];
export type MarkPhase = ServerFrameOf<"mark">["phase"];
