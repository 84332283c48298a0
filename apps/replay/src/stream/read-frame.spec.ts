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
