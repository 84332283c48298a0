import { Speed, type ClientFrameOf } from "#contracts";

import type { Source } from "../source/source.js";
import { StreamError } from "./stream-error.js";

type Control = ClientFrameOf<"control">;
type Value = Control["value"];
/** Maximum events of a `step`. */
const MAX_STEPS = 1_000;

/** A speed of a control. @throws StreamError `bad_request` */
export const speedOf = (value: Value): number => {
  const speed = Speed.safeParse(value);
  if (speed.success) return speed.data;
  throw new StreamError("bad_request", "A speed is 0 (as fast as possible) or 0.1 to 1000.");
};

/** The number of events of a step. @throws StreamError `bad_request` */
export const stepsOf = (value: Value): number => {
  const steps = value ?? 1;
  if (typeof steps === "number" && Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS)
    return steps;
  throw new StreamError("bad_request", `A step is 1 to ${MAX_STEPS} events.`);
};

/**
 * The offset of a seek.
 * @param to where the subscription ends, if anywhere
 * @returns the offset to continue after, and its time on the time line, if the seek gave one
 * @throws StreamError `bad_request` or `seek_range`; StorageUnavailableError
 */
export const placeOf = async (
  value: Value,
  source: Source,
  to: number | undefined,
): Promise<{ seq: number; dueMs: number | undefined }> => {
  const place = await findPlace(value, source);
  const [first, last] = [source.oldest - 1, to ?? source.head];
  if (place.seq >= first && place.seq <= last) return place;
  throw new StreamError("seek_range", `Seek to ${first}..${last}, not to ${place.seq}.`, {
    oldest: source.oldest,
    head: source.head,
    epoch: source.epoch,
  });
};

const findPlace = async (
  value: Value,
  source: Source,
): Promise<{ seq: number; dueMs: number | undefined }> => {
  if (typeof value === "number" && Number.isInteger(value)) return { seq: value, dueMs: undefined };
  if (typeof value === "object" && "time" in value && source.isLive)
    return { seq: await source.offsetBefore(Date.parse(value.time)), dueMs: undefined };
  if (typeof value === "object" && "delay_ms" in value && !source.isLive)
    return { seq: await source.offsetBefore(value.delay_ms), dueMs: value.delay_ms };
  throw new StreamError(
    "bad_request",
    source.isLive
      ? "Seek to a seq, or to a {time}."
      : "Seek to a seq, or to a {delay_ms} of the manifest.",
  );
};
