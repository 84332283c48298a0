import { digestOf, Lexicon } from "#valuation";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";

import { PROJECT_ROOT } from "#stack";

/** The lexicon that the project ships, and the SHA-256 of its text. */
export const readLexicon = async (): Promise<{ lexicon: Lexicon; sha256: string }> => {
  const packed = await readFile(path.join(PROJECT_ROOT, "data/lexicon/lexicon.tsv.br"));
  const text = brotliDecompressSync(packed);
  return { lexicon: Lexicon.parse(text), sha256: await digestOf(text) };
};
