import type { EventLogRepository } from "#storage";
import { describe, expect, it } from "vitest";

import { EventsController } from "./events.controller.js";

// Real: the controller. Its log has 101 to 200.
const range = { epoch: "e", oldest: 101, head: 200 };
const controller = new EventsController({
  read: ({ sinceSeq }: { sinceSeq: number }) =>
    Promise.resolve({ stream: "market", ...range, events: [], next_since_seq: sinceSeq }),
} as unknown as EventLogRepository);

describe("a page behind a place that the log does not have", () => {
  it.each(["0", "99", "201", "9000000000"])("%s says so, and what there is", async (sinceSeq) => {
    await expect(controller.read({ since_seq: sinceSeq })).rejects.toMatchObject({
      kind: "seq-out-of-range",
      range,
      message: expect.stringContaining("go on from 100 to 200") as string,
    });
  });

  it.each(["100", "101", "200", undefined])("%s is a page", async (sinceSeq) => {
    const query = sinceSeq === undefined ? {} : { since_seq: sinceSeq };
    expect(await controller.read(query)).toMatchObject({ next_since_seq: Number(sinceSeq ?? 0) });
  });
});
