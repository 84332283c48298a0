import { PROJECT_ROOT } from "#stack";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

// Real: the console as it was built.
const built = path.join(PROJECT_ROOT, "dist/console");
const html = readFileSync(path.join(built, "index.html"), "utf8");
const gzipped = (file: string): number =>
  gzipSync(readFileSync(path.join(built, file)), { level: 9 }).length;
const KIB = 1_024;

it("takes at most 200 KiB of script, compressed, whichever screen is first", () => {
  const scripts = readdirSync(path.join(built, "assets")).filter((name) => name.endsWith(".js"));
  // All screens together: none can be more.
  const sum = scripts.reduce((total, name) => total + gzipped(`assets/${name}`), 0);
  expect(sum).toBeLessThanOrEqual(200 * KIB);
});

it("has nothing inline, and nothing from elsewhere", () => {
  expect(html).not.toMatch(/<script(?![^>]* src=)/);
  expect(html).not.toMatch(/<style|\s(?:style|on\w+)=/);
  expect(html.match(/(?:src|href)="(?!\/assets\/)[^"]*"/g) ?? []).toEqual([]);
  const styles = readdirSync(path.join(built, "assets")).filter((name) => name.endsWith(".css"));
  for (const name of styles)
    expect(readFileSync(path.join(built, "assets", name), "utf8")).not.toMatch(
      /url\((?!\/assets\/)/,
    );
});
