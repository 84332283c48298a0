import { expect, it } from "vitest";

import { appEnvironment, readStartSettings } from "./settings.js";

const DATABASE = "postgres://somebody:secret@db.example/assay";
const REDIS = "redis://cache.example:6379";

it("runs on the embedded servers with nothing set, and takes an empty variable for nothing", () => {
  const expected = {
    host: "127.0.0.1",
    ports: { gateway: 3000, replay: 3001, "valuation-worker": 3002 },
    dataDir: "/clone/.data",
    databaseUrl: undefined,
    redisUrl: undefined,
    logLevel: "warn",
  };
  expect(readStartSettings({}, "/clone")).toEqual(expected);
  const empty = { GATEWAY_PORT: "", HOST: "", DATA_DIR: "", DATABASE_URL: "", REDIS_URL: "" };
  expect(readStartSettings(empty, "/clone")).toEqual(expected);
});

it("names everything that is wrong at once, and no password", () => {
  const env = { GATEWAY_PORT: "70000", REPLAY_PORT: "3e3", DATABASE_URL: "mysql://a:secret@b/c" };
  expect(() => readStartSettings(env, "/")).toThrow(/GATEWAY_PORT.*REPLAY_PORT.*DATABASE_URL/);
  expect(() => readStartSettings(env, "/")).not.toThrow(/secret/);
});

it("rejects two apps on one port, a default one included", () => {
  expect(() => readStartSettings({ GATEWAY_PORT: "3002" }, "/")).toThrow(
    /GATEWAY_PORT and WORKER_PORT are both 3002/,
  );
});

it("puts the queue where the settings say, and never on a Redis that was set to nothing", () => {
  const environment = (env: NodeJS.ProcessEnv) => {
    const settings = readStartSettings(env, "/");
    return appEnvironment(env, settings, settings.databaseUrl ?? "postgres://embedded");
  };
  expect(environment({ REDIS_URL: "", OTEL_SERVICE_NAME: "x" })).toEqual({
    DATABASE_URL: "postgres://embedded",
    GATEWAY_PORT: "3000",
    HOST: "127.0.0.1",
    OTEL_SERVICE_NAME: "x",
    REPLAY_PORT: "3001",
    WORKER_PORT: "3002",
  });
  const both = environment({ DATABASE_URL: DATABASE, REDIS_URL: REDIS });
  expect(both).toMatchObject({ DATABASE_URL: DATABASE, REDIS_URL: REDIS });
  expect(environment({ DATABASE_URL: DATABASE })).not.toHaveProperty("REDIS_URL");
  expect(environment({ REDIS_URL: REDIS })).toMatchObject({
    DATABASE_URL: "postgres://embedded",
    REDIS_URL: REDIS,
  });
});
