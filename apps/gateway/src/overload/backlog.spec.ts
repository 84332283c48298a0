import { TransportUnavailableError } from "#transport";
import { expect, it } from "vitest";

import { Backlog } from "./backlog.js";

it("takes a million names, refuses more, and takes again once they are done", async () => {
  let waiting = 0;
  const backlog = new Backlog(() => Promise.resolve(waiting));
  for (let batch = 0; batch < 10; batch += 1) backlog.take(200);
  expect(() => backlog.take(1)).toThrow(/2000 chunks of earlier batches wait/);
  waiting = 1_900;
  await backlog.look();
  expect(() => backlog.take(200)).toThrow(
    expect.objectContaining({ kind: "overloaded", retryAfterS: 1 }) as Error,
  );
  backlog.take(100);
  waiting = 0;
  await backlog.look();
  expect(() => backlog.take(200)).not.toThrow();
});

it("tells when there will be room, by how fast the backlog went down", async () => {
  let waiting = 1_990;
  const backlog = new Backlog(() => Promise.resolve(waiting));
  await backlog.look();
  waiting = 1_980;
  await backlog.look();
  expect(() => backlog.take(200)).toThrow(expect.objectContaining({ retryAfterS: 18 }) as Error);
});

it("counts on while the queue is away, and what is taken while it is asked", async () => {
  let answer: (waiting: number) => void = () => undefined;
  const backlog = new Backlog(() => new Promise((resolve) => (answer = resolve)));
  backlog.take(1_000);
  const look = backlog.look();
  backlog.take(900);
  answer(1_000);
  await look;
  expect(() => backlog.take(200)).toThrow(/1900 chunks/);

  const away = new Backlog(() => Promise.reject(new TransportUnavailableError("gone")));
  away.take(1_900);
  await away.look();
  expect(() => away.take(200)).toThrow(/1900 chunks/);
});
