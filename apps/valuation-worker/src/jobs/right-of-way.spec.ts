import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { RightOfWay } from "./right-of-way.js";

/** Holds a small batch until it is let go. */
const inHand = (rightOfWay: RightOfWay): { letGo: () => void } => {
  let letGo = (): void => undefined;
  void rightOfWay.first(
    () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      }),
  );
  return { letGo: () => letGo() };
};

describe("bulk work", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("goes on at once where nobody waits", async () => {
    const rightOfWay = new RightOfWay();
    rightOfWay.hear();
    await rightOfWay.give();
    expect(rightOfWay.isShared).toBe(false);
  });

  it("waits until no small batch is in hand", async () => {
    const rightOfWay = new RightOfWay();
    const [one, two] = [inHand(rightOfWay), inHand(rightOfWay)];
    const steps: string[] = [];
    const step = rightOfWay.give().then(() => steps.push("bulk"));
    one.letGo();
    await vi.advanceTimersByTimeAsync(10);
    expect(steps).toEqual([]);
    two.letGo();
    await step;
    expect(steps).toEqual(["bulk"]);
  });

  it("is not held up for ever by small batches that never end", async () => {
    const rightOfWay = new RightOfWay();
    inHand(rightOfWay);
    const step = rightOfWay.give();
    await vi.advanceTimersByTimeAsync(25);
    await expect(step).resolves.toBeUndefined();
  });

  it("goes in small steps while small batches come, and for a moment after the last", async () => {
    const rightOfWay = new RightOfWay();
    await expect(rightOfWay.first(() => Promise.reject(new Error("failed")))).rejects.toThrow();
    expect(rightOfWay.isShared).toBe(true);
    rightOfWay.hear();
    await vi.advanceTimersByTimeAsync(300);
    expect(rightOfWay.isShared).toBe(false);
  });

  it("goes in small steps while other workers commit small batches, and until it has heard of them", async () => {
    const rightOfWay = new RightOfWay();
    expect(rightOfWay.isShared).toBe(true);
    rightOfWay.hear(100);
    await vi.advanceTimersByTimeAsync(140);
    expect(rightOfWay.isShared).toBe(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(rightOfWay.isShared).toBe(false);
    // What it has heard is forgotten.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rightOfWay.isShared).toBe(true);
  });
});
