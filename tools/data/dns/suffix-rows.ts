import { parse } from "csv-parse/sync";

/** Where suffixes.csv comes from: two CSV files, and what countries speak. */
interface SuffixSources {
  readonly fees: string;
  readonly levels: string;
  readonly countries: Readonly<Record<string, { readonly languages?: readonly string[] }>>;
}

type Kind = "legacy" | "country" | "new";

const LEGACY = new Set(
  "com net org info biz mobi name pro tel travel jobs coop aero cat asia post museum edu gov int mil".split(
    " ",
  ),
);
/**
 * What a name costs beside the same one under .com, with the label held constant: measured on the sales behind
 * suffix-levels.csv. Others come from their medians.
 */
const MEASURED: Readonly<Record<string, number>> = {
  com: 1,
  ai: 2.5,
  org: 1.15,
  net: 1,
  info: 0.82,
  co: 0.74,
  io: 0.73,
  us: 0.72,
};
/** What is assumed of a kind of suffix before a sale is known; it counts as so many sales. */
const ASSUMED: Readonly<Record<Kind, number>> = { legacy: 0.6, country: 0.5, new: 0.4 };
const ASSUMED_SALES = 50;
/**
 * How much less a label is worth here than under .com the better it is, in log10 a unit of score: yearly top lists are
 * nearly all .com. Under a country's suffix the country's words keep more, and so does .ai, whose dearest tenth is further
 * from its median than that of .com (suffix-levels.csv).
 */
const TOP_DISCOUNT: Readonly<Record<string, number>> = { com: 0, ai: 0.3 };
const TOP_DISCOUNT_SPOKEN = 0.25;
const TOP_DISCOUNT_OTHER = 0.5;
/** Languages that the lexicon has a list of. */
const LISTED = new Set(["fr", "de", "es", "it", "pt", "nl", "ja", "id", "pl"]);
/** Top-level domains of countries that are not the country's code of two letters. */
const CODES: Readonly<Record<string, string>> = { uk: "GB", su: "RU", ac: "SH" };
/** Countries' suffixes that the world uses for another meaning: nobody expects the country's words there. */
const GENERIC_USE = new Set("ai ac cc co fm gg io la ly me nu sh so to tv vc ws".split(" "));

const HEADER = "suffix,kind,register_usd,renew_usd,level,top_discount,sales,basis,languages";

/** One line a suffix: its fees, its price level beside .com, what that rests on, and what is spoken there. */
export const suffixRows = ({ fees, levels, countries }: SuffixSources): string => {
  const medians = new Map<string, { n: number; p50: number }>();
  for (const { suffix, side, n, p50 } of rows(levels))
    medians.set(`${suffix} ${side}`, { n: Number(n), p50: Number(p50) });
  const lines = rows(fees).map(({ suffix = "", register_usd: register, renew_usd: renew }) => {
    const kind = kindOf(suffix);
    const { level, sales, basis } = levelOf(suffix, kind, medians);
    const spoken = languagesOf(suffix, kind, countries);
    const discount =
      TOP_DISCOUNT[suffix] ?? (spoken.length > 0 ? TOP_DISCOUNT_SPOKEN : TOP_DISCOUNT_OTHER);
    return [
      suffix,
      kind,
      register,
      renew,
      level.toFixed(3),
      discount,
      sales,
      basis,
      spoken.join(" "),
    ].join(",");
  });
  return `${HEADER}\n${lines.join("\n")}\n`;
};

const rows = (csv: string): Record<string, string>[] =>
  parse<Record<string, string>>(csv, { columns: true });

const kindOf = (suffix: string): Kind => {
  const top = suffix.split(".").at(-1) ?? suffix;
  if (LEGACY.has(top)) return "legacy";
  return top.length === 2 ? "country" : "new";
};

/** The measured level, or the median beside that of .com, drawn towards what is assumed of the kind by the sales. */
const levelOf = (
  suffix: string,
  kind: Kind,
  medians: ReadonlyMap<string, { n: number; p50: number }>,
): { level: number; sales: number; basis: "measured" | "shrunk" | "assumed" } => {
  let sum = ASSUMED_SALES * Math.log(ASSUMED[kind]);
  let weight = ASSUMED_SALES;
  let sales = 0;
  for (const side of ["auction", "retail"]) {
    const own = medians.get(`${suffix} ${side}`);
    const com = medians.get(`com ${side}`);
    if (own === undefined || com === undefined) continue;
    sum += own.n * Math.log(own.p50 / com.p50);
    weight += own.n;
    sales += own.n;
  }
  const measured = MEASURED[suffix];
  if (measured !== undefined) return { level: measured, sales, basis: "measured" };
  return { level: Math.exp(sum / weight), sales, basis: sales > 0 ? "shrunk" : "assumed" };
};

const languagesOf = (
  suffix: string,
  kind: Kind,
  countries: SuffixSources["countries"],
): readonly string[] => {
  const top = suffix.split(".").at(-1) ?? suffix;
  if (kind !== "country" || GENERIC_USE.has(top)) return [];
  const code = CODES[top] ?? top.toUpperCase();
  return (countries[code]?.languages ?? []).filter((language) => LISTED.has(language));
};
