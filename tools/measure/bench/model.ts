import { PROJECT_ROOT } from "#stack";
import {
  decodeModel,
  DNS_PRIOR_VERSION,
  DnsPriors,
  modelOpinion,
  NameModel,
  pricePrior,
  quoteOf,
  SuffixLevels,
  valueByEnsemble,
  valueByMarket,
} from "#valuation";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { readDnsFacts } from "../../model/dns-facts-files.js";
import { readLexicon } from "../../model/lexicon-file.js";
import { percentile } from "./statistics.js";

// `npm run bench:model`: what the ensemble costs by itself, without a queue or a database.
const memoryMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
};
const show = (what: string, measured: string, goal: string): void =>
  void process.stdout.write(`${what.padEnd(34)} ${measured.padStart(24)}   goal ${goal}\n`);

const beforeMb = memoryMb();
const startMs = performance.now();
const { lexicon, sha256 } = await readLexicon();
const file = await readFile(path.join(PROJECT_ROOT, "data/model/name-model.bin"));
const stored = await decodeModel(file, lexicon, sha256);
const model = new NameModel(stored.learned, lexicon);
const priors = new DnsPriors(lexicon, await readDnsFacts());
const loadMs = performance.now() - startMs;
show("loading", `${loadMs.toFixed(0)} ms`, "≤ 1,000 ms");
show("memory of lexicon, model and facts", `${(memoryMb() - beforeMb).toFixed(0)} MB`, "≤ 150 MB");

// Names that nobody sold, made of those that were: the last one's words before this one's.
const { sold } = stored.learned;
const names = sold.map(({ words }, at) =>
  `${sold[at - 1]?.words.at(-1) ?? "my"}${words[0] ?? ""}`.slice(0, 60),
);
for (const name of names.slice(0, 3_000)) model.estimate(name);
const coldMs = names.slice(3_000).map((name) => {
  const from = performance.now();
  modelOpinion(model, stored, name);
  return performance.now() - from;
});
show(
  `a name not seen before (${coldMs.length})`,
  `p50 ${percentile(coldMs, 0.5).toFixed(3)} p95 ${percentile(coldMs, 0.95).toFixed(3)} ms`,
  "p95 ≤ 0.3 ms",
);

for (const suffix of ["com", "ai", "de"]) {
  const priorMs = names.slice(3_000).map((name) => {
    const from = performance.now();
    // Under .ai the .eth model is asked as well.
    const ethModel =
      suffix === "ai"
        ? model.estimate(name).log10Price - stored.learned.wordPrices.mean
        : undefined;
    pricePrior(priors.of(name, suffix, ethModel));
    return performance.now() - from;
  });
  show(
    `a .${suffix} not seen before (${priorMs.length})`,
    `p50 ${percentile(priorMs, 0.5).toFixed(3)} p95 ${percentile(priorMs, 0.95).toFixed(3)} ms`,
    "p95 ≤ 0.3 ms",
  );
}

const quote = quoteOf("eth", { base: "USD", bySuffix: new Map([["eth", "ETH"]]) });
const opinions = new Map(
  names.slice(0, 1_000).map((name) => [name, modelOpinion(model, stored, name)]),
);
const asOfMs = Date.now();
const showBlend = (what: string, value: () => number): void => {
  const blendMs: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const from = performance.now();
    const count = value();
    blendMs.push((performance.now() - from) / count);
  }
  show(
    what,
    `p50 ${(percentile(blendMs, 0.5) * 1_000).toFixed(1)} p95 ${(percentile(blendMs, 0.95) * 1_000).toFixed(1)} µs`,
    "≤ 10 µs",
  );
};
const market = valueByMarket(undefined, quote, asOfMs);
showBlend("a name seen before, blended", () => {
  for (const opinion of opinions.values())
    valueByEnsemble({
      state: undefined,
      market,
      suffix: "eth",
      known: {
        by: "model",
        model: opinion,
        scale: { offset: 0, sigma: 0, sales: 0 },
        calibratedOn: stored.origin.sales,
      },
      oracle: undefined,
      quote,
      asOfMs,
    });
  return opinions.size;
});

const usd = quoteOf("com", { base: "USD", bySuffix: new Map() });
const ofCom = names.slice(0, 1_000).map((name) => priors.of(name, "com"));
const level = new SuffixLevels().of("com", "measured");
showBlend("a .com seen before, blended", () => {
  for (const prior of ofCom)
    valueByEnsemble({
      state: undefined,
      market: valueByMarket(undefined, usd, asOfMs),
      suffix: "com",
      known: {
        by: "prior",
        prior,
        level,
        version: DNS_PRIOR_VERSION,
        nearest: [],
        publicSale: undefined,
      },
      oracle: undefined,
      quote: usd,
      asOfMs,
    });
  return ofCom.length;
});
