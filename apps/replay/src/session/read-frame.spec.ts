import { SERVER_FRAMES } from "#contracts";
import { expect, it } from "vitest";

import { readFrame } from "./read-frame.js";

it.each([0.1, 5e-324, -(2 ** 63), 1e308])(
  "does not repeat an id that no frame may have: %d",
  (id) => {
    const read = readFrame(JSON.stringify({ t: "unsubscribe", id, sub: "a" }));
    if (!("error" in read)) throw new Error("It was taken.");
    expect(read.about).toEqual({ id: undefined, sub: "a" });
    const { code, message } = read.error;
    const frame = { t: "error", ...read.about, code, message, temporary: false };
    expect(SERVER_FRAMES.error.safeParse(frame).success).toBe(true);
  },
);

it("repeats what a frame was about, so that the caller finds its call", () => {
  const read = readFrame(JSON.stringify({ t: "control", id: 7, sub: "a", op: "fly" }));
  expect("error" in read && read.about).toEqual({ id: 7, sub: "a" });
});

// What an error has to name: everything that could have been meant.
it.each([
  [{ stream: "manifest:full" }, ['"manifest": "NAME"', '"replay": "ID"', '{"manifest": "full"}']],
  [{ stream: "events" }, ['"stream": "market"', '"manifest": "NAME"', '"replay": "ID"']],
  [{ stream: 7 }, ['"stream": "market"', '"manifest": "NAME"']],
  [{ replay: "full" }, ["replay_id", "POST /api/v1/replays"]],
  [{ manifest: "a/b" }, ["letters, digits, dots"]],
  [{ stream: "market", from: "yesterday" }, ['"start"', '"now"', '"seq"', '"time"']],
  [{ stream: "market", from: { seq: 5 } }, ['"epoch"']],
  [{ stream: "market", to: 5 }, ['"seq"', '"time"']],
  [{ stream: "market", filter: { types: ["gossip"] } }, ["valuation_update", "trade"]],
  [{ stream: "market", on_end: "stop" }, ["live", "close", "loop"]],
  [{ stream: "market", on_slow: "drop" }, ["catchup", "close"]],
  [{ stream: "market", speed: 5_000 }, ["0.1 to 1000"]],
  [{ stream: "market", id: 1.5 }, ["integer", "64 characters"]],
])("an error of subscribe %j names what is allowed", (fields, parts) => {
  const read = readFrame(JSON.stringify({ t: "subscribe", id: 1, sub: "a", ...fields }));
  if (!("error" in read)) throw new Error("It was taken.");
  for (const part of parts) expect(read.error.message).toContain(part);
});

it.each([
  [{ op: "fly" }, ["pause", "resume", "speed", "seek", "step", "live"]],
  [{ op: "seek", value: "5" }, ["number", '"time"', '"delay_ms"']],
])("an error of control %j names what is allowed", (fields, parts) => {
  const read = readFrame(JSON.stringify({ t: "control", id: 1, sub: "a", ...fields }));
  if (!("error" in read)) throw new Error("It was taken.");
  for (const part of parts) expect(read.error.message).toContain(part);
});
