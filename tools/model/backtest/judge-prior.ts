import {
  groupOf,
  measure,
  measureIntervals,
  pricePrior,
  priorOpinion,
  SuffixLevels,
  type DnsPrior,
  type LevelSale,
} from "#valuation";

import { toTable } from "../measure-table.js";
import type { OwnSale } from "../read-own-sales.js";
import { FOLDS, type Judgement } from "./judge.js";

/** What the prior said of a sale: as it ships, and with the levels that the other sales have taught. */
export interface PriorJudgement {
  readonly group: string;
  readonly log10Price: number;
  readonly shipped: Said;
  readonly learned: Said & { readonly isCalibrated: boolean };
}

/** log10 of USD. */
interface Said {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** The 90th percentile of the normal distribution. */
const Z_80 = 1.281_551_565_544_600_4;
/** Suffixes with fewer sales stand together. */
const MIN_OWN_ROW = 30;

/** Judges every sale by levels that were learned without it: five folds by a hash of the name. */
export const judgePrior = (
  sales: readonly OwnSale[],
  priorOf: (label: string, suffix: string) => DnsPrior,
): PriorJudgement[] => {
  const known = sales.map((sale) => {
    const prior = priorOf(sale.label, sale.suffix);
    const level: LevelSale = {
      suffix: sale.suffix,
      venueKind: sale.venueKind,
      log10Price: sale.log10Price,
      log10Prior: pricePrior(prior).log10Price,
    };
    const fold = groupOf(`backtest ${sale.label}.${sale.suffix}`, FOLDS);
    return { sale, prior, level, fold };
  });
  const counts = new Map<string, number>();
  for (const { suffix } of sales) counts.set(suffix, (counts.get(suffix) ?? 0) + 1);
  const untaught = new SuffixLevels();
  return Array.from({ length: FOLDS }, (_, fold) => {
    const taught = new SuffixLevels(
      known.filter((one) => one.fold !== fold).map(({ level }) => level),
    );
    return known
      .filter((one) => one.fold === fold)
      .map(({ sale, prior }) => {
        const isRetail = sale.venueKind === "retail";
        const said = (levels: SuffixLevels): PriorJudgement["learned"] => {
          const level = levels.of(sale.suffix, prior.suffix.basis);
          const opinion = priorOpinion({
            prior,
            level,
            version: "",
            nearest: [],
            publicSale: undefined,
          });
          const { log10Price, sigmaLow, sigmaHigh } = isRetail ? opinion.retail : opinion;
          const side = isRetail ? level.retail : level.value;
          return {
            estimate: log10Price,
            low: log10Price - Z_80 * sigmaLow,
            high: log10Price + Z_80 * sigmaHigh,
            isCalibrated: side.calibration !== undefined,
          };
        };
        const suffix = (counts.get(sale.suffix) ?? 0) < MIN_OWN_ROW ? "others" : `.${sale.suffix}`;
        return {
          group: `${suffix} ${sale.venueKind ?? "unknown venue"}`,
          log10Price: sale.log10Price,
          shipped: said(untaught),
          learned: said(taught),
        };
      });
  }).flat();
};

/** The judgements as a table, by suffix and kind of venue; the largest group first. */
export const priorTable = (judged: readonly PriorJudgement[]): string => {
  const groups = new Map<string, PriorJudgement[]>([["all", [...judged]]]);
  for (const one of judged) {
    const group = groups.get(one.group);
    if (group === undefined) groups.set(one.group, [one]);
    else group.push(one);
  }
  const rows = [...groups]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([name, group]) => rowOf(name, group));
  return toTable([
    [
      "",
      "sales",
      "Spearman",
      "off by",
      "within 80 %",
      "width",
      "learned: off by",
      "within 80 %",
      "width",
      "calibrated",
    ],
    ...rows,
  ]);
};

const rowOf = (name: string, group: readonly PriorJudgement[]): string[] => {
  const estimates = columnOf(group, (one) => one.shipped.estimate);
  const calibrated = group.filter((one) => one.learned.isCalibrated).length;
  return [
    name,
    String(group.length),
    measure(estimates, pricesOf(group)).spearman.toFixed(3),
  ].concat(
    cellsOf(group, (one) => one.shipped),
    cellsOf(group, (one) => one.learned),
    `${Math.round((100 * calibrated) / group.length)} %`,
  );
};

/** All judgements as the plots draw them, with the levels learned. */
export const toJudgement = (judged: readonly PriorJudgement[]): Judgement => {
  const prices = pricesOf(judged);
  const none = new Float64Array(judged.length);
  return {
    prices,
    estimates: columnOf(judged, (one) => one.learned.estimate),
    lows: columnOf(judged, (one) => one.learned.low),
    highs: columnOf(judged, (one) => one.learned.high),
    atMinimum: none,
    constant: none,
    constantLows: none,
    constantHighs: none,
    log10Minimum: undefined,
  };
};

const columnOf = (
  judged: readonly PriorJudgement[],
  of: (one: PriorJudgement) => number,
): Float64Array => Float64Array.from(judged, of);

const pricesOf = (judged: readonly PriorJudgement[]): Float64Array =>
  columnOf(judged, ({ log10Price }) => log10Price);

/** By what factor half of the estimates are off at the most; how many prices are in their range; how wide that is. */
const cellsOf = (
  judged: readonly PriorJudgement[],
  of: (one: PriorJudgement) => Said,
): string[] => {
  const off = columnOf(judged, (one) => Math.abs(of(one).estimate - one.log10Price)).sort();
  const { coverage, geometricMeanWidth } = measureIntervals(
    columnOf(judged, (one) => of(one).low),
    columnOf(judged, (one) => of(one).high),
    pricesOf(judged),
  );
  return [
    `${(10 ** (off[Math.floor(off.length / 2)] ?? 0)).toFixed(1)}×`,
    `${(100 * coverage).toFixed(1)} %`,
    `${geometricMeanWidth.toFixed(0)}×`,
  ];
};
