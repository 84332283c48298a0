import { wallClockMs } from "#telemetry";
import { expect, it } from "vitest";

import { stampedWhenWritten, type JobPacket } from "./packet.js";

it("a packet carries the time at which it became bytes, not that at which it was made", () => {
  const packet = stampedWhenWritten({ pattern: "echo", requests: [] });
  const preparedUntilMs = wallClockMs() + 2;
  while (wallClockMs() < preparedUntilMs);
  const { sentAtMs } = JSON.parse(JSON.stringify(packet)) as JobPacket;
  expect(sentAtMs).toBeGreaterThanOrEqual(preparedUntilMs);
  expect(sentAtMs).toBeLessThanOrEqual(wallClockMs());
});
