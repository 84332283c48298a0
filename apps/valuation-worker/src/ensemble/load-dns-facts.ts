import { digestOf, DnsFacts, DnsFactsError } from "#valuation";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

import { ModelUnusableError } from "./load-model.js";

/** Facts that are ready to be asked, and what names them: the start of the SHA-256 of their checksums. */
export interface LoadedDnsFacts {
  readonly facts: DnsFacts;
  readonly id: string;
}

const DNS_FACTS_DIR = "data/dns";
const CHECKSUMS = "checksums.sha256";
const ID_DIGITS = 8;

/**
 * Loads the facts of the domain name system, and believes them only when every file is as it was built.
 * @throws ModelUnusableError when a file is missing, cut short or altered
 */
export const loadDnsFacts = async (folder = DNS_FACTS_DIR): Promise<LoadedDnsFacts> => {
  const checksums = await read(`${folder}/${CHECKSUMS}`);
  const sums = new Map(
    checksums
      .toString("utf8")
      .split("\n")
      .flatMap((line) => {
        const [sum, name] = line.split("  ");
        return sum === undefined || name === undefined ? [] : [[name, sum] as const];
      }),
  );
  const text = async (name: string): Promise<string> => {
    const file = `${folder}/${name}`;
    const bytes = await read(file);
    if ((await digestOf(bytes)) !== sums.get(name))
      throw new ModelUnusableError(
        `${file} was altered or cut short: its bytes do not give its checksum in ${CHECKSUMS}. Restore it.`,
      );
    return (name.endsWith(".br") ? await promisify(brotliDecompress)(bytes) : bytes).toString(
      "utf8",
    );
  };
  const [sites, brands, suffixes, adultWords, famousSales, shortNames] = await Promise.all([
    text("sites.txt.br"),
    text("brands.txt.br"),
    text("suffixes.csv"),
    text("adult-words.txt"),
    text("famous-sales.csv"),
    text("short-names.csv"),
  ]);
  try {
    const facts = DnsFacts.parse({ sites, brands, suffixes, adultWords, famousSales, shortNames });
    return { facts, id: (await digestOf(checksums)).slice(0, ID_DIGITS) };
  } catch (error) {
    if (error instanceof DnsFactsError)
      throw new ModelUnusableError(`${folder} cannot be used: ${error.message}`);
    throw error;
  }
};

const read = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ModelUnusableError(
      `${file} cannot be read (${(error as Error).message}). Restore it, or set VALUATION_USE_ENSEMBLE=0.`,
    );
  }
};
