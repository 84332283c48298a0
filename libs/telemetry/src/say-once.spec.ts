import { expect, it } from "vitest";

import { SayOnce } from "./say-once.js";

const listen = (): { diag: SayOnce; lines: string[] } => {
  const lines: string[] = [];
  return { diag: new SayOnce({ write: (line: string) => lines.push(line) }), lines };
};

it("says a failure once, however often it comes and whatever it counts", () => {
  const { diag, lines } = listen();
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    diag.error(`export failed after ${attempt} ms`, new Error("connect ECONNREFUSED"));
    diag.debug("items to be sent", [{ traceId: `${attempt}abc` }]);
  }
  expect(lines).toEqual([
    "telemetry: export failed after 0 ms connect ECONNREFUSED (said once)\n",
    expect.stringContaining("items to be sent"),
  ]);
});

it("says an error with a code once, in whatever words, and without its stack", () => {
  const { diag, lines } = listen();
  for (const message of ["read ECONNRESET", "socket hang up"])
    diag.error(JSON.stringify({ stack: "Error\n at x", message, code: "ECONNRESET" }));
  expect(lines).toEqual(["telemetry: read ECONNRESET (said once)\n"]);
});

it("ends at a hundred different things, and writes no objects without end", () => {
  const { diag, lines } = listen();
  const letters = "abcdefghijklmnopqrstuvwxyz".split("");
  for (const one of letters) for (const other of letters) diag.verbose(`x${one}y${other}`);
  diag.warn("z".repeat(100_000));
  expect(lines).toHaveLength(100);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(600);
});
