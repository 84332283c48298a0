import { HashIndex, hashOf } from "../model/hashing.js";
import { TypoIndex } from "./typo-index.js";

/** How popular a site is: 3 for the hundred most popular ones, 2 for ten thousand and for top-level domains, 1 for a hundred thousand. */
export type SiteClass = 0 | 1 | 2 | 3;

/** Facts of a suffix before any sale is known. Amounts in USD. */
export interface SuffixFacts {
  readonly suffix: string;
  readonly registerUsd: number;
  readonly renewUsd: number;
  /** What a name costs beside the same one under .com. */
  readonly level: number;
  /** How much less it is worth the better the label, in log10 a unit of score. */
  readonly topDiscount: number;
  /** Sales behind the level. */
  readonly sales: number;
  readonly basis: "measured" | "shrunk" | "assumed" | "unknown";
  /** Languages that are spoken where the suffix is at home, as columns of the lexicon. */
  readonly languages: readonly string[];
}

/** A sale that was reported in public, with where. */
export interface FamousSale {
  readonly domain: string;
  readonly usd: number;
  readonly atMs: number;
  readonly venueKind: "auction" | "retail" | "private";
  readonly source: string;
}

/** The texts that the facts are read from, by file name without its packing. */
export interface DnsTexts {
  readonly sites: string;
  readonly brands: string;
  readonly suffixes: string;
  readonly adultWords: string;
  readonly famousSales: string;
  readonly shortNames: string;
}

/** A file of facts is invalid: names the file and the line. */
export class DnsFactsError extends Error {
  override readonly name = "DnsFactsError";
}

/** A famous name shorter than this has too many neighbours for one of them to be its typo. */
const MIN_TYPO_LENGTH = 5;

/** Facts of the domain name system that values rest on: read once, asked for each name. */
export class DnsFacts {
  private constructor(
    private readonly sites: HashIndex,
    /** Places of the sites' hashes at which the next lower class begins. */
    private readonly classEnds: readonly [three: number, two: number],
    private readonly brands: ReadonlySet<string>,
    private readonly suffixes: ReadonlyMap<string, SuffixFacts>,
    private readonly adultWords: ReadonlySet<string>,
    readonly famousSales: ReadonlyMap<string, FamousSale>,
    private readonly shortNames: ReadonlyMap<string, number>,
    private readonly typos: TypoIndex,
  ) {}

  /** @throws DnsFactsError names the file and the line */
  static parse(texts: DnsTexts): DnsFacts {
    const ranked = readSites(texts.sites);
    const labels = [...ranked[3], ...ranked[2], ...ranked[1]];
    const brands = new Set(linesOf(texts.brands));
    const famous = [...ranked[3], ...ranked[2].filter((label) => brands.has(label))].filter(
      (label) => label.length >= MIN_TYPO_LENGTH,
    );
    return new DnsFacts(
      new HashIndex(Uint32Array.from(labels, (label) => hashOf(label))),
      [ranked[3].length, ranked[3].length + ranked[2].length],
      brands,
      readSuffixes(texts.suffixes),
      new Set(linesOf(texts.adultWords)),
      readFamousSales(texts.famousSales),
      readShortNames(texts.shortNames),
      new TypoIndex(famous),
    );
  }

  siteClass(label: string): SiteClass {
    const place = this.sites.find(hashOf(label));
    if (place < 0) return 0;
    if (place < this.classEnds[0]) return 3;
    return place < this.classEnds[1] ? 2 : 1;
  }

  isBrand(label: string): boolean {
    return this.brands.has(label);
  }

  isAdult(words: readonly string[]): boolean {
    return words.some((word) => this.adultWords.has(word));
  }

  /** The famous name that a label is one slip away from; undefined for the name itself. */
  typoOf(label: string): string | undefined {
    return this.typos.find(label);
  }

  /** What is known of a suffix; of one that no list has, what is assumed. */
  suffix(suffix: string): SuffixFacts {
    return this.suffixes.get(suffix) ?? unknownSuffix(suffix);
  }

  /** What any .com of such a shape is worth, in USD; 0 where shape alone is worth nothing. */
  shortName(label: string): number {
    if (label.length > LONGEST_SHAPE) return 0;
    const shape = label.replaceAll(/[a-z]/g, "L").replaceAll(/[0-9]/g, "N");
    return this.shortNames.get(shape) ?? 0;
  }
}

const LONGEST_SHAPE = 5;

const unknownSuffix = (suffix: string): SuffixFacts => ({
  suffix,
  registerUsd: 10,
  renewUsd: 10,
  level: 0.25,
  topDiscount: 0.5,
  sales: 0,
  basis: "unknown",
  languages: [],
});

const linesOf = (text: string): string[] => text.split("\n").filter((line) => line !== "");

const readSites = (text: string): Record<1 | 2 | 3, string[]> => {
  const ranked: Record<1 | 2 | 3, string[]> = { 1: [], 2: [], 3: [] };
  let into: string[] | undefined;
  for (const line of linesOf(text)) {
    const rank = /^# ([123])$/.exec(line)?.[1];
    if (rank !== undefined) into = ranked[Number(rank) as 1 | 2 | 3];
    else if (into === undefined) throw new DnsFactsError('sites, line 1: "# 3" must stand first.');
    else into.push(line);
  }
  return ranked;
};

/** Rows of a CSV without quotes, by the names of its columns. */
const rowsOf = (
  file: string,
  text: string,
  columns: readonly string[],
): { line: number; cells: Record<string, string> }[] => {
  const [header, ...lines] = text.split("\n");
  if (header !== columns.join(","))
    throw new DnsFactsError(`${file}, line 1: the columns must be ${columns.join(",")}.`);
  return lines.flatMap((row, at) => {
    if (row === "") return [];
    const values = row.split(",");
    if (values.length !== columns.length)
      throw new DnsFactsError(
        `${file}, line ${at + 2}: ${values.length} cells instead of ${columns.length}.`,
      );
    const cells = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
    return [{ line: at + 2, cells }];
  });
};

const amountOf = (file: string, line: number, text: string | undefined): number => {
  const amount = Number(text);
  if (!(amount > 0) || !Number.isFinite(amount))
    throw new DnsFactsError(`${file}, line ${line}: "${text}" is not an amount above zero.`);
  return amount;
};

const SUFFIX_COLUMNS =
  "suffix,kind,register_usd,renew_usd,level,top_discount,sales,basis,languages".split(",");

const readSuffixes = (text: string): Map<string, SuffixFacts> =>
  new Map(
    rowsOf("suffixes.csv", text, SUFFIX_COLUMNS).map(({ line, cells }) => {
      const suffix = cells["suffix"] ?? "";
      const basis = cells["basis"];
      if (basis !== "measured" && basis !== "shrunk" && basis !== "assumed")
        throw new DnsFactsError(`suffixes.csv, line ${line}: "${basis}" is no basis of a level.`);
      const facts: SuffixFacts = {
        suffix,
        registerUsd: amountOf("suffixes.csv", line, cells["register_usd"]),
        renewUsd: amountOf("suffixes.csv", line, cells["renew_usd"]),
        level: amountOf("suffixes.csv", line, cells["level"]),
        topDiscount: Number(cells["top_discount"]),
        sales: Number(cells["sales"]),
        basis,
        languages: (cells["languages"] ?? "").split(" ").filter((language) => language !== ""),
      };
      return [suffix, facts] as const;
    }),
  );

const SALE_COLUMNS = ["domain", "usd", "date", "venue_kind", "source"];

const readFamousSales = (text: string): Map<string, FamousSale> =>
  new Map(
    rowsOf("famous-sales.csv", text, SALE_COLUMNS).map(({ line, cells }) => {
      const { domain = "", date = "", venue_kind: venueKind, source = "" } = cells;
      const atMs = Date.parse(date);
      if (Number.isNaN(atMs))
        throw new DnsFactsError(`famous-sales.csv, line ${line}: "${date}" is not a date.`);
      if (venueKind !== "auction" && venueKind !== "retail" && venueKind !== "private")
        throw new DnsFactsError(`famous-sales.csv, line ${line}: "${venueKind}" is no venue kind.`);
      const usd = amountOf("famous-sales.csv", line, cells["usd"]);
      return [domain, { domain, usd, atMs, venueKind, source }] as const;
    }),
  );

const readShortNames = (text: string): Map<string, number> =>
  new Map(
    rowsOf("short-names.csv", text, ["shape", "usd", "basis"]).map(({ line, cells }) => [
      cells["shape"] ?? "",
      amountOf("short-names.csv", line, cells["usd"]),
    ]),
  );
