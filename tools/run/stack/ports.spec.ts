import { createServer } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";

import { freePort, portProblem } from "./ports.js";

// Real: TCP ports of this machine. Given: which of them is drawn.
const draw = (...draws: number[]): void => {
  const random = vi.spyOn(Math, "random");
  for (const each of draws) random.mockReturnValueOnce(each);
  onTestFinished(() => random.mockRestore());
};

it("a port that was given is not given again, though nothing listens there yet", async () => {
  draw(0.5, 0.5, 0.25);
  const first = await freePort();
  expect(await portProblem(first, "127.0.0.1")).toBeUndefined();
  expect(await freePort()).not.toBe(first);
});

it("says why a server cannot listen on a port", async () => {
  draw(0.75);
  const taken = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(taken, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  expect(await portProblem(taken, "127.0.0.1")).toBe("EADDRINUSE");
});
