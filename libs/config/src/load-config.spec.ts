import { describe, expect, it } from "vitest";

import { ConfigError, loadAppConfig, loadConfig, loadServerConfig } from "./load-config.js";

it("everything has a default", () => {
  expect(loadConfig({})).toEqual({
    gatewayPort: 3000,
    replayPort: 3001,
    workerPort: 3002,
    host: "127.0.0.1",
    dataDir: ".data",
    databaseUrl: undefined,
    redisUrl: undefined,
    useEnsemble: true,
    baseCurrency: "USD",
    suffixCurrencies: new Map([["eth", "ETH"]]),
    baselines: new Map(),
    disputeMinQuorum: 2,
    flaggedTradeWeight: 0.25,
    modelDir: "data/model",
    consoleDir: "dist/console",
    streamUrl: undefined,
    readyUrls: new Map([
      ["replay", "http://127.0.0.1:3001/readyz"],
      ["worker", "http://127.0.0.1:3002/readyz"],
    ]),
    jaegerUrl: undefined,
    oracleUrl: undefined,
    retentionHours: undefined,
    navIntervalMs: 60_000,
    snapshotIntervalMs: 300_000,
    decayIntervalMs: 3_600_000,
    admissionMaxWaitMs: 1_000,
    apiKeys: [],
    allowedOrigins: [],
    isOpen: false,
    key: undefined,
    logLevel: "info",
  });
});

it("an empty variable counts as one that is not set", () => {
  expect(loadConfig({ GATEWAY_PORT: "", REDIS_URL: " " })).toMatchObject({
    gatewayPort: 3000,
    redisUrl: undefined,
  });
});

it("names every variable that is wrong, and no value of it", () => {
  const env = {
    GATEWAY_PORT: "70000",
    DATABASE_URL: "mysql://user:secret@host/db",
    VALUATION_USE_ENSEMBLE: "yes",
  };
  let error: unknown;
  try {
    loadConfig(env);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  const { message, problems } = error as ConfigError;
  expect(problems).toHaveLength(3);
  expect(message).toContain("GATEWAY_PORT");
  expect(message).toContain("DATABASE_URL: must be a URL that starts with postgres://");
  expect(message).not.toContain("secret");
});

it.each(["0", "-5", "0.5", "86401", "soon"])("an interval of %s seconds is invalid", (interval) => {
  expect(() => loadConfig({ NAV_INTERVAL: interval })).toThrow("NAV_INTERVAL");
});

it("an app needs a database, and has its queue on Redis only when there is one", () => {
  expect(() => loadAppConfig({})).toThrow("DATABASE_URL");
  const databaseUrl = "postgres://localhost/assay";
  expect(loadAppConfig({ DATABASE_URL: databaseUrl }).transport).toEqual({
    kind: "postgres",
    databaseUrl,
  });
  const redisUrl = "redis://localhost:6379/3";
  expect(loadAppConfig({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }).transport).toEqual({
    kind: "redis",
    redisUrl,
  });
});

it("without keys an app listens on loopback alone, unless it is said to be open", () => {
  const env = { DATABASE_URL: "postgres://localhost/a", HOST: "0.0.0.0" };
  expect(() => loadServerConfig(env)).toThrow("HOST: 0.0.0.0");
  expect(loadServerConfig({ ...env, ALLOW_OPEN: "1" }).host).toBe("0.0.0.0");
  const keys = `desk:read:${"0".repeat(64)}`;
  expect(loadServerConfig({ ...env, API_KEYS: keys }).apiKeys).toHaveLength(1);
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    expect(loadServerConfig({ ...env, HOST: host }).host).toBe(host);
});

it("reads the allowed origins, and rejects invalid ones", () => {
  expect(
    loadConfig({ ALLOWED_ORIGINS: "https://a.example, http://b.example:8080" }).allowedOrigins,
  ).toEqual(["https://a.example", "http://b.example:8080"]);
  for (const wrong of ["a.example", "https://a.example/", "*"])
    expect(() => loadConfig({ ALLOWED_ORIGINS: wrong })).toThrow("ALLOWED_ORIGINS");
});

describe("the console's settings", () => {
  it("asks the other processes by name, where these are on other hosts", () => {
    const READY_URLS = "replay=http://replay:3001/readyz,worker=http://worker:3002/readyz";
    expect([...loadConfig({ HOST: "0.0.0.0" }).readyUrls]).toEqual([]);
    expect([...loadConfig({ HOST: "0.0.0.0", READY_URLS }).readyUrls]).toEqual([
      ["replay", "http://replay:3001/readyz"],
      ["worker", "http://worker:3002/readyz"],
    ]);
    expect(() => loadConfig({ READY_URLS: "replay" })).toThrow(/READY_URLS/);
  });

  it("finds the stream at a URL, or at a path of the same host", () => {
    for (const STREAM_URL of ["wss://stream.example/v1/stream", "/v1/stream"])
      expect(loadConfig({ STREAM_URL }).streamUrl).toBe(STREAM_URL);
    expect(() => loadConfig({ STREAM_URL: "http://stream.example" })).toThrow(/STREAM_URL/);
  });
});
