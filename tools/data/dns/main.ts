import { PROJECT_ROOT } from "#stack";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { readArguments, runCommand, UsageError } from "../../cli/command-line/index.js";
import { suffixRows } from "./suffix-rows.js";

// Makes data/dns from the packages that its README names and from data/dns/source:
//   npm install --prefix FOLDER --ignore-scripts hsd@8.0.0 simple-icons@16.37.0 countries-list@3.4.1
//   npm run dns-data -- --packages FOLDER/node_modules
// The same packages and sources give the same bytes.
const USAGE = "npm run dns-data -- --packages NODE_MODULES";
const FOLDER = path.join(PROJECT_ROOT, "data/dns");

/** Handshake's reserved names: 1 is a top-level domain, 2 a site of the hundred most popular ones. */
const ROOT = 1;
const TOP_100 = 2;

const build = async (): Promise<void> => {
  const { packages } = readArguments(USAGE, { packages: { type: "string" } });
  if (packages === undefined) throw new UsageError(`Usage: ${USAGE}`);
  const load = <T>(file: string): T =>
    JSON.parse(readFileSync(path.join(packages, file), "utf8")) as T;

  const files: Record<string, Buffer> = {
    "sites.txt.br": pack(
      siteLines(
        load<Reserved>("hsd/lib/covenants/names.json"),
        load<Reserved>("hsd/lib/covenants/lockup.json"),
      ),
    ),
    "brands.txt.br": pack(brandLines(load<Icon[]>("simple-icons/data/simple-icons.json"))),
    "suffixes.csv": Buffer.from(
      suffixRows({
        fees: source("registration-fees.csv"),
        levels: source("suffix-levels.csv"),
        countries: load("countries-list/countries.min.json"),
      }),
    ),
    "adult-words.txt": Buffer.from(source("adult-words.txt")),
    "famous-sales.csv": Buffer.from(source("famous-sales.csv")),
    "short-names.csv": Buffer.from(source("short-names.csv")),
  };
  const sums = Object.entries(files).map(([name, bytes]) => {
    writeFileSync(path.join(FOLDER, name), bytes);
    return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
  });
  writeFileSync(path.join(FOLDER, "checksums.sha256"), sums.join(""));
  process.stdout.write(
    `${Object.entries(files)
      .map(([name, bytes]) => `${name} ${bytes.length} bytes`)
      .join("\n")}\n`,
  );
};

const source = (name: string): string =>
  readFileSync(path.join(FOLDER, "source", name), "utf8").replaceAll("\r\n", "\n");

const pack = (lines: readonly string[]): Buffer =>
  brotliCompressSync(`${lines.join("\n")}\n`, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });

type Reserved = Readonly<Record<string, readonly [name: string | number, flags: number]>>;

/**
 * Labels of popular sites, the most popular class first: 3 for the hundred most popular ones, 2 for about ten thousand
 * and for top-level domains (each wanted enough to apply for it), 1 for about a hundred thousand.
 */
const siteLines = (names: Reserved, lockup: Reserved): string[] => {
  const byClass: Record<1 | 2 | 3, string[]> = { 3: [], 2: [], 1: [] };
  for (const [key, [name, flags]] of Object.entries(names)) {
    if (typeof name !== "string") continue;
    const isSecond = key in lockup || (flags & ROOT) !== 0;
    byClass[(flags & TOP_100) !== 0 ? 3 : isSecond ? 2 : 1].push(name.split(".")[0] ?? "");
  }
  const lines: string[] = [];
  for (const rank of [3, 2, 1] as const)
    lines.push(`# ${rank}`, ...byClass[rank].filter((label) => label !== "").sort());
  return lines;
};

interface Icon {
  readonly title: string;
  readonly slug: string;
  readonly aliases?: { readonly aka?: readonly string[] };
}

/** A name as its owner would register it: letters without accents, digits, nothing between words. */
const plainLabel = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll("+", "plus")
    .replaceAll(/[^a-z0-9]/g, "");

/** Names of brands as labels; what is shorter than three letters is no name that only a brand has. */
const brandLines = (icons: readonly Icon[]): string[] => {
  const names = icons.flatMap(({ title, aliases }) => [title, ...(aliases?.aka ?? [])]);
  return [...new Set(names.map(plainLabel))].filter((label) => label.length >= 3).sort();
};

await runCommand(build, []);
