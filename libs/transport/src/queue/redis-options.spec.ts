import { expect, it } from "vitest";

import { redisOptions } from "./redis-options.js";

it("connects to the server that the address names", () => {
  expect(redisOptions("redis://:secret@cache:6380/2", 5_000)).toMatchObject({
    url: "redis://:secret@cache:6380/2",
    socketTimeout: 5_000,
  });
});

it("asks sentinels which server is the primary", () => {
  const options = redisOptions("redis+sentinel://app:p%40ss@s1:26380,s2/assay/3", 5_000);
  expect(options).toMatchObject({
    name: "assay",
    db: 3,
    username: "app",
    password: "p@ss",
    sentinels: [
      { host: "s1", port: 26_380 },
      { host: "s2", port: 26_379 },
    ],
  });
  expect(options).not.toHaveProperty("url");
  expect(redisOptions("rediss+sentinel://s1/assay", 5_000)).toMatchObject({ tls: {}, db: 0 });
});

it("reconnects when the server may no longer write, and for no other error of a command", () => {
  const { reconnectOnError } = redisOptions("redis://cache", 5_000);
  const readOnly = "READONLY You can't write against a read only replica.";
  expect(reconnectOnError?.(new Error(readOnly))).toBe(1);
  expect(reconnectOnError?.(new Error("WRONGTYPE Operation against a key"))).toBe(false);
});
