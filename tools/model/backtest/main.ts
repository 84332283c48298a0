import {
  decodeModel,
  DnsPriors,
  LIKE_ETH,
  measure,
  measureIntervals,
  NameModel,
  type Sale,
} from "#valuation";
import { PROJECT_ROOT } from "#stack";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";

import { readArguments, runCommand, UsageError } from "../../cli/command-line/index.js";
import { readLexicon } from "../lexicon-file.js";
import { intervalTable, measureTable } from "../measure-table.js";
import { progressBar } from "../progress-bar.js";
import { readDnsFacts } from "../dns-facts-files.js";
import { isOwnSalesFile, readOwnSales } from "../read-own-sales.js";
import { readSales } from "../read-sales.js";
import { judgePrior, priorTable, toJudgement } from "./judge-prior.js";
import { aboveMinimum, FOLDS, join, judge, type Judgement } from "./judge.js";
import { drawPredicted, drawReliability } from "./plots.js";

const USAGE = "npm run backtest -- --sales FILE.csv [--model DIR] [--out DIR]";

/** Judges every sale by a model that has learned from the other folds; as many at once as there are cores. */
const judgeInFolds = async (sales: readonly Sale[]): Promise<Judgement> => {
  const show = progressBar();
  const done = Array.from({ length: FOLDS }, () => 0);
  const parts: Judgement[] = [];
  let next = 0;
  const oneAfterAnother = async (): Promise<void> => {
    for (let fold = next++; fold < FOLDS; fold = next++) {
      parts[fold] = await judgeInThread(sales, fold, (share) => {
        done[fold] = share;
        const whole = done.reduce((sum, part) => sum + part, 0) / FOLDS;
        show(Math.floor(whole * 50) / 50, `learning ${FOLDS} times without a fifth of the sales`);
      });
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(FOLDS, availableParallelism()) }, oneAfterAnother),
  );
  return join(parts);
};

const judgeInThread = (
  sales: readonly Sale[],
  fold: number,
  onProgress: (done: number) => void,
): Promise<Judgement> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL("./fold-thread.js", import.meta.url), {
      workerData: { sales, fold },
    });
    thread.on("message", (message: { done?: number; judgement?: Judgement }) => {
      if (message.done !== undefined) onProgress(message.done);
      if (message.judgement !== undefined) resolve(message.judgement);
    });
    thread.on("error", reject);
    thread.on("exit", (code) => reject(new Error(`A fold stopped with exit code ${code}.`)));
  });

const report = (title: string, judgement: Judgement): string =>
  [
    `${title}: ${judgement.prices.length} sales`,
    "",
    measureTable([
      { name: "constant", measures: measure(judgement.constant, judgement.prices) },
      { name: "ensemble", measures: measure(judgement.estimates, judgement.prices) },
    ]),
    "",
    intervalTable([
      {
        name: "constant",
        measures: measureIntervals(
          judgement.constantLows,
          judgement.constantHighs,
          judgement.prices,
        ),
      },
      {
        name: "ensemble",
        measures: measureIntervals(judgement.lows, judgement.highs, judgement.prices),
      },
    ]),
    "",
  ].join("\n");

/** What the prior says of one's own sales: as it ships, and with the levels that they teach. */
const backtestPrior = async (file: string, out: string): Promise<void> => {
  const [{ sales, warnings }, { lexicon, sha256 }, facts] = await Promise.all([
    readOwnSales(file),
    readLexicon(),
    readDnsFacts(),
  ]);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  if (sales.length === 0) throw new UsageError(`${file} has no sale to judge by.`);
  const { learned } = await decodeModel(
    await readFile(path.join(PROJECT_ROOT, "data/model/name-model.bin")),
    lexicon,
    sha256,
  );
  const model = new NameModel(learned, lexicon);
  const priors = new DnsPriors(lexicon, facts);
  const judged = judgePrior(sales, (label, suffix) =>
    priors.of(
      label,
      suffix,
      LIKE_ETH.has(suffix) ? model.estimate(label).log10Price - learned.wordPrices.mean : undefined,
    ),
  );
  const page = [
    `${sales.length} sales, each judged by the prior as it ships, and by levels that the others have taught (five folds).`,
    "A sale at retail is held to the retail price, any other to the value. Off by: half of the sales are closer.",
    "",
    priorTable(judged),
    "",
  ].join("\n");
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, "reliability.svg"), drawReliability(toJudgement(judged)));
  await writeFile(
    path.join(out, "estimated-and-sold.svg"),
    drawPredicted(toJudgement(judged), "USD"),
  );
  await writeFile(path.join(out, "backtest.md"), `${page}\n`);
  process.stdout.write(
    `${page}\nWrote reliability.svg, estimated-and-sold.svg and backtest.md to ${out}.\n`,
  );
};

const backtest = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const {
    sales: file,
    model: modelDir,
    out = path.join(PROJECT_ROOT, ".data/backtest"),
  } = readArguments(USAGE, { sales: text, model: text, out: text });
  if (file === undefined) throw new UsageError(`Usage: ${USAGE}`);
  if (await isOwnSalesFile(file)) {
    await backtestPrior(file, out);
    return;
  }
  const [read, { lexicon, sha256 }] = await Promise.all([readSales(file), readLexicon()]);
  for (const warning of read.warnings) process.stderr.write(`${warning}\n`);
  const stored = await decodeModel(
    await readFile(path.join(modelDir ?? path.join(PROJECT_ROOT, "data/model"), "name-model.bin")),
    lexicon,
    sha256,
  );
  const learned = new Set(stored.learned.sold.map(({ label }) => label));
  const unseen = read.sales.filter(({ label }) => !learned.has(label));
  // Sales that the model has learned from say nothing of it: it is trained again, five times, without them.
  const isSeen = unseen.length < read.sales.length / 2;
  const judgement = isSeen
    ? await judgeInFolds(read.sales)
    : judge(stored.learned, lexicon, unseen);
  const page = [
    isSeen
      ? "The model has learned from these sales. So each was judged by one that was trained in the same way without it."
      : `Judged by the model ${stored.id}; ${read.sales.length - unseen.length} sales that it has learned from are left out.`,
    "",
    report("All", judgement),
    ...(judgement.log10Minimum === undefined
      ? []
      : [
          report(
            `Above the market's minimum of ${10 ** judgement.log10Minimum} ${read.currency}`,
            aboveMinimum(judgement),
          ),
        ]),
  ].join("\n");
  await mkdir(out, { recursive: true });
  await writeFile(path.join(out, "reliability.svg"), drawReliability(judgement));
  await writeFile(
    path.join(out, "estimated-and-sold.svg"),
    drawPredicted(judgement, read.currency),
  );
  await writeFile(path.join(out, "backtest.md"), `${page}\n`);
  process.stdout.write(
    `${page}\nWrote reliability.svg, estimated-and-sold.svg and backtest.md to ${out}.\n`,
  );
};

await runCommand(backtest, [
  "SalesFileError",
  "TooFewSalesError",
  "LexiconError",
  "ModelFileError",
]);
