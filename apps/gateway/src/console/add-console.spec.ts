import { fastify, type FastifyInstance } from "fastify";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";

import { addConsole } from "./add-console.js";
import { readConsoleFiles } from "./console-files.js";

let folder: string;
let app: FastifyInstance;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-console-"));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>Assay</title>");
  writeFileSync(path.join(folder, "assets/index-1a2b.js"), "x();".repeat(500));
  writeFileSync(path.join(folder, ".built"), "a stamp");
  app = fastify();
  addConsole(app, await readConsoleFiles(folder), (host) => `ws://${host}`);
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

it.each(["/", "/names/alpha.one", "/batches/1", "/live", "/replay", "/latency", "/funds/DOTCORE"])(
  "serves the page at %s, asked for anew each time, with a strict policy",
  async (url) => {
    const answer = await app.inject({ url, headers: { host: "assay.example:3000" } });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("<title>Assay</title>");
    expect(answer.headers["cache-control"]).toBe("no-cache");
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self' ws://assay.example:3000;");
    expect(policy).not.toContain("unsafe");
  },
);

it("serves assets for ever, compressed where the browser takes it", async () => {
  const url = "/assets/index-1a2b.js";
  const plain = await app.inject({ url });
  expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  expect(plain.headers["content-type"]).toBe("text/javascript; charset=utf-8");
  const gzipped = await app.inject({ url, headers: { "accept-encoding": "br, gzip" } });
  expect(gzipped.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzipped.rawPayload).toString()).toBe(plain.body);
  expect(gzipped.rawPayload.length).toBeLessThan(plain.rawPayload.length);
});

it("answers 304 to a browser that has the page already", async () => {
  const { etag } = (await app.inject({ url: "/" })).headers;
  const again = await app.inject({ url: "/", headers: { "if-none-match": String(etag) } });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe("");
});

it.each(["/assets/index.html", "/assets/../index.html", "/.built", "/assets/%2e%2e/.built"])(
  "serves nothing else: %s",
  async (url) => {
    expect((await app.inject({ url })).statusCode).toBe(404);
  },
);

it("keeps invalid hosts out of the policy", async () => {
  const answer = await app.inject({ url: "/", headers: { host: "a; script-src *" } });
  expect(answer.headers["content-security-policy"]).not.toContain("script-src *");
});

it("serves nothing where the console is not built", async () => {
  const bare = fastify();
  addConsole(bare, await readConsoleFiles(path.join(folder, "missing")), () => "");
  expect((await bare.inject({ url: "/" })).statusCode).toBe(404);
  await bare.close();
});
