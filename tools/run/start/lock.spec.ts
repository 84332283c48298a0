import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { processIdentity } from "#stack";

import { lockDataFolder } from "./lock.js";

let folder: string;
const file = () => path.join(folder, "assay.lock");
const heldBy = (pid: number, identity: string | undefined) =>
  writeFileSync(file(), JSON.stringify({ pid, identity, addresses: ["http://127.0.0.1:3000"] }));

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "assay-lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("is there while held and gone afterwards", async () => {
  const unlock = await lockDataFolder(path.join(folder, "."), ["http://127.0.0.1:3000"]);
  expect(existsSync(file())).toBe(true);
  unlock();
  expect(existsSync(file())).toBe(false);
});

it("rejects a second beside a running one, with its addresses", async () => {
  heldBy(process.ppid, processIdentity(process.ppid));
  await expect(lockDataFolder(folder, [])).rejects.toThrow(
    new RegExp(`already runs .*pid ${process.ppid}.* at http://127.0.0.1:3000`),
  );
});

it.each([
  ["whose process has ended", () => heldBy(2 ** 22 + 1, "long ago")],
  ["whose id belongs to another process by now", () => heldBy(process.ppid, "another")],
  ["that was never finished", () => writeFileSync(file(), "{")],
])("takes over a file %s", async (_what, leave) => {
  leave();
  const unlock = await lockDataFolder(folder, []);
  unlock();
  expect(existsSync(file())).toBe(false);
});

it("leaves a file alone that another start has taken over", async () => {
  const unlock = await lockDataFolder(folder, []);
  heldBy(process.ppid, "another");
  unlock();
  expect(existsSync(file())).toBe(true);
});
