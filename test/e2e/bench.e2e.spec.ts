import { hostEnvironment, PROJECT_ROOT, startChild, waitFor, type Child } from "#stack";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";

import { startSharedStack } from "../support/backends.js";

// Real: the tools as a developer starts them, each with a stack of its own; for the stress, one that runs already.
let folder: string;
let tool: Child | undefined;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-bench-e2e-"));
});
afterEach(() => tool?.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const backend = (): "redis" | "embedded" =>
  inject("redisUrl") === undefined ? "embedded" : "redis";
const start = async (name: string, ...args: string[]): Promise<Child> => {
  tool = await startChild({
    name,
    command: process.execPath,
    args: [`dist/tools/measure/${name}/main.js`, ...args],
    cwd: PROJECT_ROOT,
    env: hostEnvironment(),
  });
  return tool;
};
const childrenOf = (pid: number): number[] =>
  spawnSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" })
    .stdout.split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("the benchmark", () => {
  it("leaves its calls and one summary, from which the page is written", async () => {
    const out = path.join(folder, "whole");
    const run = ["--quick", "--only", "S1", "--backend", backend(), "--out", out];
    const bench = await start("bench", ...run);
    expect(await bench.exited, bench.output).toMatchObject({ code: 0 });
    expect(bench.output).toMatch(/S1 .*\n/);
    const [results = ""] = readdirSync(out);
    const calls = readFileSync(path.join(out, results, "calls.jsonl"), "utf8")
      .trim()
      .split("\n");
    // S2 is measured in alternation with S1.
    for (const scenario of ["S1", "S2"])
      expect(calls.filter((line) => line.includes(`"scenario":"${scenario}"`))).toHaveLength(50);
    expect(JSON.parse(calls[0] ?? "")).toMatchObject({ durationMs: expect.any(Number) });

    const summary = path.join(out, results, "summary.json");
    const two = ["--from", summary, "--from", summary];
    const page = await start("bench", ...two, "--docs", folder);
    expect(await page.exited, page.output).toMatchObject({ code: 0 });
    const written = readFileSync(path.join(folder, "performance.md"), "utf8");
    expect(written).toContain("Stages of S1");
    expect(written).toMatch(/one caller, warm: p50 ÷ that of the floor .* \d+\.\d\d [✓✗] \|/);

    const other = { ...(JSON.parse(readFileSync(summary, "utf8")) as object), version: 0 };
    writeFileSync(summary, JSON.stringify(other));
    const rejected = await start("bench", "--from", summary, "--docs", folder);
    expect(await rejected.exited).toMatchObject({ code: 2 });
    expect(rejected.output).toContain("is of version 0");
  });

  it("interrupted half way leaves no report and no process", async () => {
    const out = path.join(folder, "half");
    const bench = await start("bench", "--quick", "--backend", backend(), "--out", out);
    const servers = backend() === "redis" ? 2 : 1;
    // Its guard, the servers, the three apps.
    const children = await waitFor(
      () => {
        const found = childrenOf(bench.pid);
        return found.length >= 1 + servers + 3 ? found : undefined;
      },
      { timeoutMs: 60_000, what: "the benchmark's stack" },
    );
    expect(readdirSync(out)).toHaveLength(1);
    expect(await bench.stop("SIGINT", 100_000)).toMatchObject({ code: 130 });
    expect(readdirSync(out)).toEqual([]);
    await waitFor(() => children.every((pid) => !isAlive(pid)), {
      timeoutMs: 10_000,
      what: "the end of what it started",
    });
  });
});

it("the gate rejects an unknown revision", async () => {
  const gate = await start("gate", "--base", "no-such-revision");
  expect(await gate.exited).toMatchObject({ code: 2 });
  expect(gate.output).toContain("There is no revision no-such-revision.");
});

it("the stress puts its load on a running system: a line for each call, and a summary", async () => {
  const stack = await startSharedStack(backend() === "redis" ? "redis" : "postgres");
  try {
    const names = path.join(folder, "names");
    writeFileSync(names, "stress0.one\nstress1.one\nstress2.one\nstress3.one\n");
    const load = ["--iterations", "20", "--concurrency", "2", "--rate", "200", "--domains", names];
    const stress = await start("stress", "--url", stack.gatewayUrl, ...load);
    expect(await stress.exited, stress.output).toMatchObject({ code: 0 });
    const lines = stress.output.split("\n").filter((line) => line.startsWith("{"));
    expect(lines).toHaveLength(21);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      summary: { calls: 20, errors: 0, isWhole: true },
    });
    const stored = await fetch(`${stack.gatewayUrl}/api/v1/valuation/latest?domain=stress3.one`);
    expect(stored.status).toBe(200);
  } finally {
    await stack.close();
  }
});
