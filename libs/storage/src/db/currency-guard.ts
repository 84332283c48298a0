import type { Database } from "./database.js";
import { SettingEntity } from "./setting.entity.js";

/** The currency of amounts that are stored without one, such as values. */
export interface StoredCurrencies {
  readonly base: string;
  readonly bySuffix: ReadonlyMap<string, string>;
}

/** The configured currencies differ from those of the stored amounts. */
export class CurrencyChangedError extends Error {
  override readonly name = "CurrencyChangedError";
}

/** What stands already stays, once anything is stored that is priced in it. */
const CLAIM = `
INSERT INTO settings AS s (name, value) VALUES ('currencies', $1::json)
ON CONFLICT (name) DO UPDATE SET value = CASE
  WHEN EXISTS (SELECT 1 FROM trades) OR EXISTS (SELECT 1 FROM orders) OR EXISTS (SELECT 1 FROM valuations)
    OR EXISTS (SELECT 1 FROM domain_states)
  THEN s.value ELSE excluded.value END
RETURNING value`;

/** Of a database from before its currencies were stored: what a trade of a suffix without a currency of its own says. */
const FORMER_BASE = `
SELECT currency FROM trades
WHERE NOT EXISTS (SELECT 1 FROM settings WHERE name = 'currencies')
  AND tld <> ALL ($1::text[]) ORDER BY tld LIMIT 1`;

const SUFFIX_IS_TRADED = `
SELECT 1 FROM trades WHERE tld = $1 AND (domain LIKE '%.' || $2::text) LIMIT 1`;

/**
 * Rejects settings whose currencies differ from those of the stored amounts: nothing converts them.
 * @throws CurrencyChangedError that says what to do; StorageUnavailableError
 */
export const holdCurrencies = async (
  database: Database,
  { base, bySuffix }: StoredCurrencies,
): Promise<void> => {
  const tlds = [...bySuffix.keys()].map(tldOf);
  const [former] = await database.read<{ currency: string }>("former base", FORMER_BASE, [tlds]);
  if (former !== undefined && former.currency !== base) throw changedBase(base, former.currency);
  const suffixes = Object.fromEntries([...bySuffix].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const [row] = await database.run<{ value: { base: string; suffixes: Record<string, string> } }>(
    "claim currencies",
    CLAIM,
    [JSON.stringify({ base, suffixes })],
  );
  if (row === undefined) throw new Error("INSERT … RETURNING gave no row");
  const stored = row.value;
  if (stored.base !== base) throw changedBase(base, stored.base);
  const changed = Object.keys({ ...stored.suffixes, ...suffixes }).filter(
    (suffix) => (stored.suffixes[suffix] ?? base) !== (suffixes[suffix] ?? base),
  );
  for (const suffix of changed) {
    const traded = await database.read("suffix is traded", SUFFIX_IS_TRADED, [
      tldOf(suffix),
      suffix,
    ]);
    if (traded.length > 0) {
      throw new CurrencyChangedError(
        `SUFFIX_CURRENCIES prices .${suffix} in ${suffixes[suffix] ?? base}, and this database has trades of it in ${stored.suffixes[suffix] ?? base}, which nothing converts. Set it as it was, or begin with an empty database.`,
      );
    }
  }
  if (changed.length > 0)
    await database.change((manager) =>
      manager.update(SettingEntity, { name: "currencies" }, { value: { base, suffixes } }),
    );
};

const tldOf = (suffix: string): string => suffix.split(".").at(-1) ?? suffix;

const changedBase = (base: string, stored: string): CurrencyChangedError =>
  new CurrencyChangedError(
    `BASE_CURRENCY is ${base}, and this database has trades and values in ${stored}, which nothing converts. Set BASE_CURRENCY=${stored}, or begin with an empty database.`,
  );
