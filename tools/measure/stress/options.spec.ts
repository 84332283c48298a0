import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { readStressOptions } from "./options.js";
import { paceAt } from "./pace.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-stress-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (content: string): string => {
  const name = path.join(folder, "names");
  writeFileSync(name, content);
  return name;
};

it("reads names one a line, and everything else from the command line", () => {
  const domains = file("# mine\nalpha.one\n\n  bravo.one \n");
  expect(
    readStressOptions([
      "--url=http://gateway:3000/",
      "--rate=12.5",
      "--concurrency=8",
      "--ensemble=1",
      "--iterations=50",
      `--domains=${domains}`,
    ]),
  ).toEqual({
    url: "http://gateway:3000",
    rate: 12.5,
    concurrency: 8,
    domains: ["alpha.one", "bravo.one"],
    ensemble: true,
    iterations: 50,
  });
});

it.each([
  [["--url", "gateway"]],
  [["--rate", "0"]],
  [["--concurrency", "1000"]],
  [["--iterations", "1.5"]],
  [["--ensemble", "yes"]],
  [["--domains", "/no/such/file"]],
  [["--forever"]],
])("rejects %j", (args) => {
  expect(() => readStressOptions(args)).toThrow(/--/);
});

it("a file without names is rejected", () => {
  expect(() => readStressOptions(["--domains", file("# none\n")])).toThrow(/has no name/);
});

it("keeps to its rate, and lets everybody go once it is over", async () => {
  const over = new AbortController();
  const pace = paceAt(200, over.signal);
  const startedMs = performance.now();
  for (let turn = 0; turn < 21; turn += 1) await pace();
  // The 21st turn is due 20 × 5 ms after the first; a timer may be a millisecond early.
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(98);
  const slow = paceAt(0.001, over.signal);
  await slow();
  const waiting = slow();
  over.abort();
  await waiting;
});
