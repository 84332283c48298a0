import {
  encodeModel,
  measure,
  measureIntervals,
  MEMBERS,
  splitWords,
  trainNameModel,
  type Lexicon,
  type Sale,
} from "#valuation";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";

import { readArguments, runCommand, UsageError } from "../../cli/command-line/index.js";
import { readLexicon } from "../lexicon-file.js";
import { intervalTable, measureTable, type Judged } from "../measure-table.js";
import { modelCard } from "../model-card.js";
import { progressBar } from "../progress-bar.js";
import { isOwnSalesFile, ofOneSuffix, readOwnSales } from "../read-own-sales.js";
import { readSales, type SalesFile } from "../read-sales.js";

const USAGE = "npm run train -- --sales FILE.csv --out DIR [--seed NUMBER] [--suffix com]";

/** What anybody would try first: a number that rises with the price, as log10 of it by a straight line. */
const heuristics = (sales: readonly Sale[], lexicon: Lexicon, prices: Float64Array): Judged[] => {
  const web = lexicon.column("web");
  const guesses: [string, (label: string) => number][] = [
    ["constant", () => 0],
    ["shorter is dearer", (label) => -label.length],
    ["vowels", (label) => label.replaceAll(/[^aeiou]/g, "").length / label.length],
    ["fewer words", (label) => -splitWords(label, lexicon).words.length],
    ["commoner is dearer", (label) => lexicon.score(lexicon.find(label), web)],
  ];
  return guesses.map(([name, guess]) => {
    const guessed = Float64Array.from(sales, ({ label }) => guess(label));
    return { name, measures: measure(onLine(guessed, prices), prices) };
  });
};

/** Guesses moved to the scale of the prices by least squares. */
const onLine = (guesses: Float64Array, prices: Float64Array): Float64Array => {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, x) => sum + x, 0) / values.length;
  const guessMean = mean(guesses);
  const priceMean = mean(prices);
  let both = 0;
  let squares = 0;
  for (const [at, guess] of guesses.entries()) {
    both += (guess - guessMean) * ((prices[at] as number) - priceMean);
    squares += (guess - guessMean) ** 2;
  }
  const slope = squares === 0 ? 0 : both / squares;
  return guesses.map((guess) => priceMean + slope * (guess - guessMean));
};

/** A training file, or one of sales as people have it. */
const readEither = async (file: string, suffix: string | undefined): Promise<SalesFile> =>
  (await isOwnSalesFile(file)) ? ofOneSuffix(await readOwnSales(file), suffix) : readSales(file);

const train = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const given = readArguments(USAGE, { sales: text, out: text, seed: text, suffix: text });
  const { sales: file, out } = given;
  const seed = Number(given.seed ?? 1);
  if (file === undefined || out === undefined || !Number.isSafeInteger(seed))
    throw new UsageError(`Usage: ${USAGE}`);
  const show = progressBar();
  const startedMs = performance.now();
  const [read, { lexicon, sha256 }] = await Promise.all([
    readEither(file, given.suffix),
    readLexicon(),
  ]);
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`);
  const { learned, unseen } = await trainNameModel(
    read.sales,
    lexicon,
    seed,
    async (done, doing) => {
      show(done, doing);
      await new Promise(setImmediate);
    },
  );

  const prices = learned.soldLog10Prices;
  const judged = [
    ...heuristics(read.sales, lexicon, prices),
    ...MEMBERS.map((member) => ({
      name: member.replace("_", " "),
      measures: measure(unseen[member], prices),
    })),
    { name: "ensemble", measures: measure(unseen.ensemble, prices) },
  ];
  const tables = `${measureTable(judged)}\n\n${intervalTable([
    { name: "ensemble", measures: measureIntervals(unseen.low, unseen.high, prices) },
  ])}`;
  const origin = {
    seed,
    sales: read.sales.length,
    salesSha256: read.sha256,
    lexiconSha256: sha256,
    currency: read.currency,
    suffix: read.suffix,
  };
  const model = await encodeModel(learned, lexicon, origin);
  await mkdir(out, { recursive: true });
  await writeWhole(path.join(out, "name-model.bin"), model);
  await writeWhole(
    path.join(out, "MODEL.md"),
    modelCard({ learned, origin, tables, bytes: model.length }),
  );
  process.stdout.write(
    `\n${read.sales.length} sales, each judged by a model that had not seen it:\n\n${tables}\n\n` +
      `Wrote ${path.join(out, "name-model.bin")} (${(model.length / 1e6).toFixed(1)} MB) and MODEL.md in ${((performance.now() - startedMs) / 1000).toFixed(1)} s.\n`,
  );
};

/** A file is there whole or not at all. */
const writeWhole = async (file: string, content: Uint8Array | string): Promise<void> => {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
};

await runCommand(train, ["SalesFileError", "TooFewSalesError", "LexiconError"]);
