import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { LanePriority } from "./lane-priority.js";

/** Holds a small batch until it is released. */
const inHand = (priority: LanePriority): { letGo: () => void } => {
  let letGo = (): void => undefined;
  void priority.runInteractive(
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
    const priority = new LanePriority();
    priority.noteInteractive();
    await priority.yieldToInteractive();
    expect(priority.isShared).toBe(false);
  });

  it("waits until no small batch is in hand", async () => {
    const priority = new LanePriority();
    const [one, two] = [inHand(priority), inHand(priority)];
    const steps: string[] = [];
    const step = priority.yieldToInteractive().then(() => steps.push("bulk"));
    one.letGo();
    await vi.advanceTimersByTimeAsync(10);
    expect(steps).toEqual([]);
    two.letGo();
    await step;
    expect(steps).toEqual(["bulk"]);
  });

  it("is not held up for ever by small batches that never end", async () => {
    const priority = new LanePriority();
    inHand(priority);
    const step = priority.yieldToInteractive();
    await vi.advanceTimersByTimeAsync(25);
    await expect(step).resolves.toBeUndefined();
  });

  it("goes in small steps while small batches come, and for a moment after the last", async () => {
    const priority = new LanePriority();
    await expect(
      priority.runInteractive(() => Promise.reject(new Error("failed"))),
    ).rejects.toThrow();
    expect(priority.isShared).toBe(true);
    priority.noteInteractive();
    await vi.advanceTimersByTimeAsync(300);
    expect(priority.isShared).toBe(false);
  });

  it("goes in small steps while other workers commit small batches, and until it has heard of them", async () => {
    const priority = new LanePriority();
    expect(priority.isShared).toBe(true);
    priority.noteInteractive(100);
    await vi.advanceTimersByTimeAsync(140);
    expect(priority.isShared).toBe(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(priority.isShared).toBe(false);
    // What it has heard is forgotten.
    await vi.advanceTimersByTimeAsync(1_000);
    expect(priority.isShared).toBe(true);
  });
});
