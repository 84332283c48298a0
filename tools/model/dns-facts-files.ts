import { DnsFacts } from "#valuation";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";

import { PROJECT_ROOT } from "#stack";

/** The facts of the domain name system that the project ships. The worker also holds them to their checksums. */
export const readDnsFacts = async (): Promise<DnsFacts> => {
  const text = async (name: string): Promise<string> => {
    const bytes = await readFile(path.join(PROJECT_ROOT, "data/dns", name));
    return (name.endsWith(".br") ? brotliDecompressSync(bytes) : bytes).toString("utf8");
  };
  return DnsFacts.parse({
    sites: await text("sites.txt.br"),
    brands: await text("brands.txt.br"),
    suffixes: await text("suffixes.csv"),
    adultWords: await text("adult-words.txt"),
    famousSales: await text("famous-sales.csv"),
    shortNames: await text("short-names.csv"),
  });
};
