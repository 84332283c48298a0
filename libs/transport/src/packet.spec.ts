import { wallClockMs } from "#telemetry";
import { expect, it } from "vitest";

import { readReplies, stampedWhenWritten, writeReply, type JobPacket } from "./packet.js";

it("a packet carries the time at which it became bytes, not that at which it was made", () => {
  const packet = stampedWhenWritten({ pattern: "echo", requests: [] });
  const preparedUntilMs = wallClockMs() + 2;
  while (wallClockMs() < preparedUntilMs);
  const { sentAtMs } = JSON.parse(JSON.stringify(packet)) as JobPacket;
  expect(sentAtMs).toBeGreaterThanOrEqual(preparedUntilMs);
  expect(sentAtMs).toBeLessThanOrEqual(wallClockMs());
});

it("a reply carries its response as the bytes that it was given, and is one JSON document", () => {
  const packet = { id: "a", pickedUpAtMs: 1, handedAtMs: 2, stages: { load: 0.5 } };
  const responseText = '{"text":"one,\\"response\\":two","response":{"response":1}}';
  const line = writeReply(packet, responseText);
  expect(JSON.parse(line)).toEqual({ ...packet, response: JSON.parse(responseText) as unknown });
  expect(readReplies(line)).toEqual([{ ...packet, responseText }]);
});

it("replies that failed or are to be read where they are stored have no response", () => {
  const packet = { id: "a", pickedUpAtMs: 1, handedAtMs: 2, stages: {} };
  const failed = { ...packet, error: { name: "Error", message: 'not ,"response": but this' } };
  const stored = { ...packet, isStored: true as const };
  expect(readReplies([writeReply(failed), writeReply(stored)].join("\n"))).toEqual([
    failed,
    stored,
  ]);
});
