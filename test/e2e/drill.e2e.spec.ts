import { hostEnvironment, PROJECT_ROOT, startChild } from "#stack";
import { expect, inject, it } from "vitest";

// Real: the drill as an operator runs it, for a few seconds; only where there is a Redis.
it.skipIf(inject("redisUrl") === undefined)(
  "kills workers under load, proves that nothing is lost, and says so",
  async () => {
    const child = await startChild({
      name: "drill",
      command: process.execPath,
      args: [
        "dist/tools/prove/drill/main.js",
        "--minutes",
        "0.15",
        "--seed",
        "3",
        "--only",
        "worker",
      ],
      cwd: PROJECT_ROOT,
      env: hostEnvironment(),
    });
    const { code } = await child.exited;
    expect(child.output).toMatch(/Seed 3: worker for 0\.15 min/);
    expect(child.output).toMatch(/worker (kill|hang) +\d+× +serves again/);
    expect(child.output).toMatch(
      /✓ all of \d+ answered batches are complete, each of \d+ names once/,
    );
    expect(child.output).toMatch(/✓ all of 50 subscribers saw every event once, in order/);
    expect(child.output).toMatch(/Passed\./);
    expect(code).toBe(0);
  },
);

it("says what is wrong with an option", async () => {
  const child = await startChild({
    name: "drill",
    command: process.execPath,
    args: ["dist/tools/prove/drill/main.js", "--only", "everything"],
    cwd: PROJECT_ROOT,
    env: hostEnvironment(),
  });
  const { code } = await child.exited;
  expect(child.output).toMatch(/--only knows no everything; there are worker, gateway, replay/);
  expect(code).toBe(1);
});
