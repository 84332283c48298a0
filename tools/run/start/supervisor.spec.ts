import { expect, it } from "vitest";

import { waitFor } from "#stack";

import { restartDelayMs, supervise } from "./supervisor.js";

const ended = { exited: Promise.resolve({ code: null, signal: "SIGKILL" as const }) };
const running = { exited: new Promise<never>(() => undefined) };

it("waits longer from failure to failure, ten seconds at most", () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(restartDelayMs)).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

it("starts again what has ended, also when starting fails first, and says so", async () => {
  const said: string[] = [];
  const delays: number[] = [];
  let starts = 0;
  const endWatch = supervise({
    name: "worker",
    process: ended,
    restart: () => {
      starts += 1;
      return starts === 1 ? Promise.reject(new Error("no database")) : Promise.resolve(running);
    },
    say: (line) => said.push(line),
    wait: (delayMs) => Promise.resolve(delays.push(delayMs)),
  });
  await waitFor(() => said.some((line) => line.startsWith("✓ worker is back")), {
    timeoutMs: 2000,
    what: "the worker to be back",
  });
  expect(delays).toEqual([500, 1000]);
  expect(said.slice(0, 3)).toEqual([
    "✗ worker ended (SIGKILL)",
    "  starting worker again in 0.5 s",
    "✗ no database",
  ]);
  endWatch();
});

it("does nothing once the watch has ended", async () => {
  let starts = 0;
  const said: string[] = [];
  const endWatch = supervise({
    name: "worker",
    process: ended,
    restart: () => Promise.resolve(((starts += 1), running)),
    say: (line) => said.push(line),
  });
  endWatch();
  await ended.exited;
  await new Promise(setImmediate);
  expect({ starts, said }).toEqual({ starts: 0, said: [] });
});
