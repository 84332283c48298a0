import { describe, expect, it } from "vitest";

import type { Item } from "../source/item.js";
import { planSubscription, type Sources } from "./plan.js";

/** A market of one event, as far as a plan asks for it. */
const sources = (filter?: { domains: string[] }) =>
  ({
    market: { epoch: "e", oldest: 1, head: 1, isLive: true, refresh: async () => undefined },
    replay: async () => ({ epoch: "e", from_seq: 0, to_seq: 1, speed: 0, filter }),
  }) as unknown as Sources;
const item = { type: "trade", domain: "xn--bcher-kva.example" } as unknown as Item;
const frame = { t: "subscribe", id: 1, sub: "a" } as const;

describe("a filter on the stream", () => {
  it.each([
    "bücher.example",
    "BÜCHER.example",
    "bücher.example.",
    "www.bücher.example",
    "bücher．example",
    "xn--bcher-kva.example",
  ])("takes %s for the name that it means", async (domain) => {
    const filter = { domains: [domain] };
    const live = await planSubscription({ ...frame, stream: "market", filter }, sources());
    expect(live.wants?.(item)).toBe(true);
    const replay = "01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e";
    const replayed = await planSubscription({ ...frame, replay }, sources(filter));
    expect(replayed.wants?.(item)).toBe(true);
  });

  it("rejects an invalid name, with its location", async () => {
    const filter = { domains: ["alpha.example", "no name"] };
    await expect(
      planSubscription({ ...frame, stream: "market", filter }, sources()),
    ).rejects.toThrow("filter/domains/1: The name has a space");
  });
});
