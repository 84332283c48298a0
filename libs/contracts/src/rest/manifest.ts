import { z } from "zod";

import { EVENT_TYPES, EventTypeName, type EventType } from "../events/events.js";
import { Instant, utcOf } from "./instant.js";
import { JsonDepthError, parseJson } from "./parse-json.js";
import { EventFilter, ManifestName, OnEnd, ReplayTo, Speed } from "../stream/frames.js";

/** Maximum events of a manifest. */
export const MAX_MANIFEST_EVENTS = 200_000;
/** Maximum size of a manifest, in bytes. */
export const MAX_MANIFEST_BYTES = 128 * 1024 * 1024;
/** Maximum length of a line, in characters. */
export const MAX_MANIFEST_LINE = 64 * 1024;
/** Maximum length of a schedule, in milliseconds: ten years. */
const MAX_DELAY_MS = 10 * 366 * 86_400_000;
/** Start of the schedule for events without `at`. */
const MANIFEST_START_MS = Date.parse("2026-01-01T00:00:00.000Z");

const iso = Instant;

const delay_ms = z
  .number()
  .min(0)
  .max(MAX_DELAY_MS)
  .meta({ description: "Milliseconds from the start of the schedule." });
const eventFields = {
  v: z.int().optional(),
  eid: z.string().min(1).max(200).optional(),
  at: iso.optional(),
  tp: z.string().max(100).nullable().optional(),
};

/** One line of a manifest; the data of its event is read by the event's type. */
const ManifestLine = z.strictObject({
  delay_ms,
  event: z.strictObject({
    type: EventTypeName,
    ...eventFields,
    data: z.record(z.string(), z.unknown()),
  }),
});
export type ManifestLine = z.infer<typeof ManifestLine>;

/** An event of a manifest, whole. */
export interface ManifestEvent {
  readonly seq: number;
  readonly delayMs: number;
  readonly eid: string;
  readonly type: EventType;
  readonly v: number;
  readonly at: string;
  readonly tp: string | null;
  readonly data: Record<string, unknown>;
  /** The name in `data` in canonical form, for filters; absent if `data` has it in that form. */
  readonly domain?: string;
}

// An unknown member is usually a misspelling, and would be hashed and replayed for ever.
const DATA = Object.fromEntries(
  Object.entries(EVENT_TYPES).map(([type, { data }]) => [type, z.strictObject(data.shape)]),
) as unknown as Record<EventType, z.ZodType>;

/** One line of a manifest for the OpenAPI document, with the data of each event type. */
export const ManifestLineByType = z
  .strictObject({
    delay_ms,
    event: z.union(
      Object.entries(EVENT_TYPES).map(([type, { v }]) =>
        z.strictObject({
          type: z.literal(type),
          ...eventFields,
          v: z.literal(v).optional(),
          data: DATA[type as EventType],
        }),
      ),
    ),
  })
  .meta({
    id: "ManifestLine",
    description: "If omitted, `eid` and `at` are derived from the line's position and its delay.",
  });

/** An invalid line, and why. */
export class ManifestLineError extends Error {
  override readonly name = "ManifestLineError";
}

const problemOf = (error: z.ZodError, under = ""): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => `${under}/${path.map(String).join("/")}: ${message}`)
    .join("; ");

/**
 * Reads one line of a manifest against the event catalogue.
 * @param before the event of the previous line, undefined for the first
 * @throws ManifestLineError
 */
export const readManifestLine = (
  text: string,
  name: string,
  before: ManifestEvent | undefined,
): ManifestEvent => {
  if (text.length > MAX_MANIFEST_LINE)
    throw new ManifestLineError(`is longer than ${MAX_MANIFEST_LINE} characters`);
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    throw new ManifestLineError(
      error instanceof JsonDepthError ? error.message : "is not valid JSON",
    );
  }
  const line = ManifestLine.safeParse(json);
  if (!line.success) throw new ManifestLineError(problemOf(line.error));
  const { delay_ms: delayMs, event } = line.data;
  if (before !== undefined && delayMs < before.delayMs)
    throw new ManifestLineError(`/delay_ms: runs backwards, from ${before.delayMs} to ${delayMs}`);
  const { v } = EVENT_TYPES[event.type];
  if (event.v !== undefined && event.v !== v)
    throw new ManifestLineError(`/event/v: ${event.type} has version ${v}`);
  // Postgres cannot store NUL in a text.
  if (text.includes("\\u0000")) throw new ManifestLineError("has a NUL character");
  const data = DATA[event.type].safeParse(event.data);
  if (!data.success) throw new ManifestLineError(problemOf(data.error, "/event/data"));
  const seq = (before?.seq ?? 0) + 1;
  return {
    seq,
    delayMs,
    eid: event.eid ?? `${name}-${seq}`,
    type: event.type,
    v,
    at:
      event.at === undefined
        ? new Date(MANIFEST_START_MS + delayMs).toISOString()
        : utcOf(event.at),
    tp: event.tp ?? null,
    data: event.data,
  };
};

/** A manifest in the API. */
export const ManifestView = z
  .object({
    name: ManifestName,
    events: z.int(),
    duration_ms: z.number().meta({ description: "Delay of the last event." }),
    hash: z
      .string()
      .meta({ description: "Rolling hash of all events: the final hash of a full replay." }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "Manifest" });
export type ManifestView = z.infer<typeof ManifestView>;
export const ManifestList = z
  .object({ manifests: z.array(ManifestView) })
  .meta({ id: "ManifestList" });
export const ManifestPath = z.object({ name: ManifestName });

export const CaptureRequest = z
  .strictObject({
    manifest: ManifestName.meta({ description: "The name of the resulting manifest." }),
    filter: EventFilter.optional(),
  })
  .meta({ id: "CaptureRequest" });
export type CaptureRequest = z.infer<typeof CaptureRequest>;
export const CaptureView = z
  .object({
    capture_id: z.uuid(),
    manifest: ManifestName,
    status: z.enum(["recording", "stopped"]),
    from_seq: z.int().meta({ description: "The log's head at the start." }),
    to_seq: z.int().nullable().meta({ description: "The log's head at the stop." }),
    events: z.int().nullable().meta({ description: "Number of events of the resulting manifest." }),
    filter: EventFilter.optional(),
    started_at: z.iso.datetime(),
    stopped_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Capture" });
export type CaptureView = z.infer<typeof CaptureView>;
export const CapturePath = z.object({
  id: z.uuid("must be the UUID that the capture was answered with"),
});

const rangeFrom = z.union(
  [z.strictObject({ seq: z.int().min(0) }), z.strictObject({ time: iso }), z.literal("start")],
  {
    error:
      'must be "start", {"seq": 0 or more} to begin behind a seq, or {"time": an ISO 8601 time with its zone}',
  },
);
/** What is replayed: a manifest, or a range of the log. */
export const ReplayRequest = z
  .strictObject({
    manifest: ManifestName.optional(),
    from: rangeFrom.optional().meta({
      description: "The start: after this offset, or at this time; `start` by default.",
    }),
    to: ReplayTo.optional().meta({ description: "The last event; the current head by default." }),
    speed: Speed.optional(),
    filter: EventFilter.optional(),
    on_end: OnEnd.optional(),
  })
  .refine(
    ({ manifest, from }) => manifest === undefined || !(typeof from === "object" && "time" in from),
    {
      message: "a manifest has no times: begin at a seq",
      path: ["from"],
    },
  )
  .refine(({ manifest, to }) => manifest === undefined || !(to !== undefined && "time" in to), {
    message: "a manifest has no times: end at a seq",
    path: ["to"],
  })
  .meta({ id: "ReplayRequest" });
export type ReplayRequest = z.infer<typeof ReplayRequest>;
export const ReplayView = z
  .object({
    replay_id: z.uuid(),
    manifest: ManifestName.optional(),
    from_seq: z.int(),
    to_seq: z.int(),
    epoch: z.string().meta({ description: "The log's epoch, or the manifest's hash." }),
    speed: z.number(),
    filter: EventFilter.optional(),
    on_end: OnEnd.optional(),
    created_at: z.iso.datetime(),
    stream_path: z.string().meta({ description: "Where to follow it, on the replay app." }),
    subscribe: z.record(z.string(), z.unknown()).meta({ description: "The frame to send there." }),
  })
  .meta({ id: "Replay" });
export type ReplayView = z.infer<typeof ReplayView>;
export const ReplayPath = z.object({
  id: z.uuid("must be the UUID that the replay was answered with"),
});
