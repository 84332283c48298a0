import { waitFor } from "#stack";
import { Logger } from "@nestjs/common";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { backends } from "../../../test/support/backends.js";
import { Scheduler, type Schedule } from "./schedules.js";
import type { TransportBackend } from "./technology.js";
import { openBackend } from "./test/harness.js";

// Real: the queue on Redis and on Postgres, by the same suite. Two schedulers stand for two workers.
const EVERY_MS = 300;

describe.each(backends())("on %s", (kind) => {
  let backend: TransportBackend;
  const open: Scheduler[] = [];
  beforeEach(async () => {
    backend = await openBackend(kind);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scheduler) => scheduler.close()));
    vi.restoreAllMocks();
  });

  const start = async (...schedules: Schedule[]): Promise<Scheduler> => {
    const scheduler = new Scheduler({ backend, schedules, drainMs: 5_000 });
    open.push(scheduler);
    await scheduler.start();
    return scheduler;
  };

  /** A loop that reports when each run began, and how many ran at once at the most; it waits while it is held. */
  const loop = (name = "loop") => {
    const starts: number[] = [];
    let running = 0;
    let most = 0;
    let held: Promise<void> | undefined;
    let release = (): void => undefined;
    const schedule: Schedule = {
      name,
      everyMs: EVERY_MS,
      run: async () => {
        starts.push(Date.now());
        running += 1;
        most = Math.max(most, running);
        await held;
        running -= 1;
      },
    };
    return {
      schedule,
      starts,
      most: () => most,
      hold: () => {
        held = new Promise((resolve) => {
          release = resolve;
        });
      },
      release: () => {
        held = undefined;
        release();
      },
      runs: (count: number) =>
        waitFor(() => starts.length >= count, { timeoutMs: 20_000, what: `${count} runs` }),
    };
  };
  const ticksPass = (count: number) => {
    const untilMs = Date.now() + count * EVERY_MS;
    return waitFor(() => Date.now() >= untilMs, { timeoutMs: 20_000, what: `${count} ticks` });
  };
  /** Runs of different ticks are apart; those of one would not be. */
  const expectTicks = (starts: readonly number[]): void => {
    const ticks = starts.length - 1;
    // A tick less than there are: the first may be late, and one more for a machine that is slow to say so.
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThan((ticks - 2) * EVERY_MS);
  };

  it("a tick is one run, however many there are to take it", async () => {
    const { schedule, starts, runs, most } = loop();
    await start(schedule);
    await start(schedule);
    await runs(8);
    expectTicks(starts.slice(0, 8));
    expect(most()).toBe(1);
  });

  it("a slow run has none beside it, of its own or another loop, and then one for all ticks that it took", async () => {
    const slow = loop("slow");
    const other = loop("other");
    slow.hold();
    await start(slow.schedule, other.schedule);
    await start(slow.schedule, other.schedule);
    await slow.runs(1);
    const others = other.starts.length;
    await ticksPass(6);
    expect([slow.most(), slow.starts.length, other.starts.length]).toEqual([1, 1, others]);
    slow.release();
    await slow.runs(5);
    expectTicks(slow.starts.slice(1, 5));
    expect(slow.most()).toBe(1);
  });

  it("ticks that nobody was there for become one run", async () => {
    const { schedule, starts, runs } = loop();
    const first = await start(schedule);
    await runs(1);
    await first.close();
    const before = starts.length;
    await ticksPass(6);
    expect(starts.length).toBe(before);
    await start(schedule);
    await runs(before + 4);
    expectTicks(starts.slice(before, before + 4));
  });

  it("a failure is logged once, and the next ticks try again", async () => {
    const warn = vi.spyOn(Logger.prototype, "warn").mockImplementation(() => undefined);
    let runs = 0;
    const run = async (): Promise<void> => {
      runs += 1;
      if (runs <= 3) throw new Error("away");
    };
    await start({ name: "flaky", everyMs: EVERY_MS, run });
    await waitFor(() => runs >= 5, { timeoutMs: 20_000, what: "it to succeed" });
    expect(warn.mock.calls).toEqual([['The loop "flaky" failed; its next tick tries again: away']]);
  });

  it("who stops waits for the run in hand", async () => {
    const { schedule, hold, release, runs, starts } = loop();
    hold();
    const scheduler = await start(schedule);
    await runs(1);
    let isClosed = false;
    const closing = scheduler.close().then(() => {
      isClosed = true;
    });
    await ticksPass(2);
    expect(isClosed).toBe(false);
    release();
    await closing;
    const ended = starts.length;
    await ticksPass(2);
    expect(starts.length).toBe(ended);
  });

  it("a loop that is not there any more is forgotten, and an interval that changed is the new one", async () => {
    const warn = vi.spyOn(Logger.prototype, "warn").mockImplementation(() => undefined);
    const old = loop("old");
    const kept = loop("kept");
    const first = await start(old.schedule, { ...kept.schedule, everyMs: 3_600_000 });
    await old.runs(1);
    await first.close();
    const count = old.starts.length;
    await start(kept.schedule);
    await kept.runs(4);
    expect(old.starts.length).toBe(count);
    expect(warn).not.toHaveBeenCalled();
  });
});
