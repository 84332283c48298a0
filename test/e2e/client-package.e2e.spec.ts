import { guardPath, PROJECT_ROOT, throwAwayFolder, type Stack } from "#stack";
import { execFile, execFileSync } from "node:child_process";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

import { backends, startSharedStack } from "../support/backends.js";

// Real: the packed client, installed into an empty folder, and three processes that it calls.
const folder = throwAwayFolder();
const keep = guardPath(folder);
let stack: Stack;
beforeAll(async () => {
  execFileSync(process.execPath, ["scripts/pack-client.mjs"], { cwd: PROJECT_ROOT });
  const built = path.join(PROJECT_ROOT, "dist/client-package");
  const archive = readdirSync(built).find((name) => name.endsWith(".tgz")) ?? "";
  writeFileSync(
    path.join(folder, "package.json"),
    '{"name":"empty","private":true,"type":"module"}',
  );
  execFileSync(
    "npm",
    ["install", "--prefer-offline", "--no-audit", "--no-fund", path.join(built, archive), "ws@8"],
    { cwd: folder },
  );
  stack = await startSharedStack(backends()[0] ?? "postgres");
});
afterAll(async () => {
  await stack?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  keep();
});

const run = async (example: string): Promise<string> => {
  const file = path.join(folder, "node_modules/@assay/client/examples", `${example}.mjs`);
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"] ?? "",
      ASSAY_URL: stack.gatewayUrl,
      ASSAY_STREAM_URL: `${stack.replayUrl.replace(/^http/, "ws")}/v1/stream`,
    },
    timeout: 60_000,
  });
  return stdout;
};

it.each([
  [
    "value-names",
    /^alpha\.one [\d.]+ USD [\d.]+ – [\d.]+\nlocalhost .*single label.*\nbravo\.one /,
  ],
  ["large-batch", /^2000 names valued\n$/],
  ["explain", /^anchor: [\d.]+ × 1 = [\d.]+\npassed over: vwap, /],
  ["follow-stream", /^trade 1250\.00 ([\da-f]{32})\nvaluation_update [\d.]+ \1\n$/],
  ["replay", /^10 events, as recorded\n$/],
])("the example %s does what it says", async (example, expected) => {
  expect(await run(example)).toMatch(expected);
});

it("has types that a strict project compiles with", () => {
  writeFileSync(
    path.join(folder, "use.ts"),
    `import { bodyOf, createAssayClient, StreamClient, type Schema } from "@assay/client";
const client = createAssayClient({ baseUrl: "http://localhost" });
const latest: Schema<"ValuationResult"> = await bodyOf(
  client.GET("/api/v1/valuation/latest", { params: { query: { domain: "alpha.one" } } }),
);
const value: string = latest.value;
// @ts-expect-error There is no such path.
await client.GET("/api/v1/nothing");
for await (const item of new StreamClient({ url: "ws://h", request: { stream: "market" } }))
  if (item.t === "event") console.log(item.seq.toFixed(), value);
`,
  );
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: "ES2023",
        lib: ["ES2023", "DOM"],
        module: "NodeNext",
        types: [],
      },
      files: ["use.ts"],
    }),
  );
  const tsc = path.join(PROJECT_ROOT, "node_modules/typescript/bin/tsc");
  expect(() =>
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" }),
  ).not.toThrow();
});
