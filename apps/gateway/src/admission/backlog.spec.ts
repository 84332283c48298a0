import { TransportUnavailableError } from "#transport";
import { afterEach, expect, it, vi } from "vitest";

import { Backlog } from "./backlog.js";

afterEach(() => vi.useRealTimers());

const stored = (): Promise<string> => Promise.resolve("stored");

it("accepts a million names, rejects more, and accepts again once they are done", async () => {
  let waiting = 0;
  const backlog = new Backlog(() => Promise.resolve(waiting));
  for (let batch = 0; batch < 10; batch += 1) await backlog.take(200, stored);
  await expect(backlog.take(1, stored)).rejects.toThrow(
    /2000 chunks of earlier batches are waiting/,
  );
  waiting = 1_900;
  await backlog.look();
  await expect(backlog.take(200, stored)).rejects.toMatchObject({
    kind: "overloaded",
    retryAfterS: 1,
  });
  await backlog.take(100, stored);
  waiting = 0;
  await backlog.look();
  expect(await backlog.take(200, stored)).toBe("stored");
});

it("estimates when there will be room, by how fast the backlog went down", async () => {
  let waiting = 1_990;
  const backlog = new Backlog(() => Promise.resolve(waiting));
  await backlog.look();
  waiting = 1_980;
  await backlog.look();
  await expect(backlog.take(200, stored)).rejects.toMatchObject({ retryAfterS: 18 });
});

it("keeps counting while the queue is unavailable, and while it is being read", async () => {
  let answer: (waiting: number) => void = () => undefined;
  const backlog = new Backlog(() => new Promise((resolve) => (answer = resolve)));
  await backlog.take(1_000, stored);
  const look = backlog.look();
  await backlog.take(900, stored);
  answer(1_000);
  await look;
  await expect(backlog.take(200, stored)).rejects.toThrow(/1900 chunks/);

  const away = new Backlog(() => Promise.reject(new TransportUnavailableError("gone")));
  await away.take(1_900, stored);
  await away.look();
  await expect(away.take(200, stored)).rejects.toThrow(/1900 chunks/);
});

it("counts batches that are still being stored when the queue is read", async () => {
  const backlog = new Backlog(() => Promise.resolve(0));
  let end = (): void => undefined;
  const taking = backlog.take(1_900, () => new Promise<void>((resolve) => (end = resolve)));
  await backlog.look();
  await expect(backlog.take(200, stored)).rejects.toThrow(/1900 chunks/);
  end();
  await taking;
  await backlog.look();
  expect(await backlog.take(200, stored)).toBe("stored");
});

it("asks a slow queue one thing at a time: nothing is taken off twice", async () => {
  vi.useFakeTimers();
  const answers: ((waiting: number) => void)[] = [];
  const backlog = new Backlog(() => new Promise((resolve) => answers.push(resolve)));
  backlog.onApplicationBootstrap();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(answers).toHaveLength(1);
  answers[0]?.(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(answers).toHaveLength(2);
  backlog.onApplicationShutdown();
  answers[1]?.(0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(answers).toHaveLength(2);
});
