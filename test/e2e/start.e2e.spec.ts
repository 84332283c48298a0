import {
  freePort,
  guardPath,
  hostEnvironment,
  PROJECT_ROOT,
  startChild,
  throwAwayFolder,
  waitFor,
  type Child,
} from "#stack";
import { existsSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

import { Api } from "../support/api.js";

// Real: what `npm start` runs once everything is installed and built, with its embedded database.
const folder = throwAwayFolder();
const keep = guardPath(folder);
const started: Child[] = [];
let ports: Record<string, string>;
beforeAll(async () => {
  const [gateway, replay, worker] = [await freePort(), await freePort(), await freePort()];
  ports = {
    GATEWAY_PORT: String(gateway),
    REPLAY_PORT: String(replay),
    WORKER_PORT: String(worker),
  };
});
afterAll(async () => {
  for (const child of started) await child.stop("SIGTERM", 20_000);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  keep();
});

const start = async (env: Record<string, string>): Promise<Child> => {
  const child = await startChild({
    name: "start",
    command: process.execPath,
    args: ["dist/tools/run/start/main.js"],
    cwd: PROJECT_ROOT,
    env: {
      ...hostEnvironment(),
      DATABASE_URL: "",
      REDIS_URL: "",
      DATA_DIR: path.join(folder, "data"),
      ...ports,
      ...env,
    },
  });
  started.push(child);
  return child;
};
const untilValued = (child: Child) =>
  waitFor(
    () => {
      if (child.exit !== undefined) throw new Error(`It ended:\n${child.output}`);
      return child.output.includes("6 names in");
    },
    { timeoutMs: 90_000, what: "six names to be valued" },
  );

it("starts from nothing, rejects a second beside it, stops without a trace, and finds its data again", async () => {
  const first = await start({});
  await untilValued(first);
  const gatewayUrl = `http://127.0.0.1:${ports["GATEWAY_PORT"] ?? ""}`;
  const curl = /curl -s (\S+) -H 'content-type: application\/json' -d '(.+)'/.exec(first.output);
  const pasted = await fetch(curl?.[1] ?? "", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: curl?.[2] ?? "",
  });
  expect(pasted.status).toBe(200);
  for (const name of [
    "google.com",
    "voice.com",
    "cloudhost.com",
    "blackjack.eth",
    "müller.de",
    "xkqzvwp.com",
  ]) {
    expect(first.output).toMatch(new RegExp(`${name} +[\\d.]+ (USD|ETH)`));
  }

  const second = await start({});
  expect(await second.exited).toMatchObject({ code: 1 });
  expect(second.output.trim().split("\n")).toHaveLength(1);
  expect(second.output).toContain("already runs");

  expect(await first.stop("SIGINT", 30_000)).toMatchObject({ code: 0 });
  await expect(fetch(`${gatewayUrl}/healthz`)).rejects.toThrow();
  expect(existsSync(path.join(folder, "data", "assay.lock"))).toBe(false);

  const again = await start({});
  await untilValued(again);
  const latest = await new Api(gatewayUrl).get("/api/v1/valuation/history?domain=google.com");
  expect(latest.body).toMatchObject({ items: [{}, {}] });
  expect(await again.stop("SIGTERM", 30_000)).toMatchObject({ code: 0 });
}, 240_000);

it("says in one line which port is taken, and by which variable to choose another", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const child = await start({ GATEWAY_PORT: String(port), DATA_DIR: path.join(folder, "other") });
  expect(await child.exited).toMatchObject({ code: 1 });
  expect(child.output).toContain(String(port));
  expect(child.output).toContain("GATEWAY_PORT");
  server.close();
});
