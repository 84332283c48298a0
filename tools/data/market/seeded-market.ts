import { seededRandom, type Random } from "#valuation";

import { factor, pick, priceText, whole } from "./chance.js";
import type { ReportedMarketEvent } from "#contracts";

/** A domain that is traded, and what it is about worth. */
export interface TradedDomain {
  readonly domain: string;
  readonly price: number;
  /** Digits behind the point of its currency's least unit. */
  readonly digits: number;
}

interface SeededFund {
  readonly symbol: string;
  readonly name: string;
  /** In the currency of its positions. */
  readonly nav_per_share: string;
  readonly positions: readonly { readonly domain: string; readonly weight_bps: number }[];
}

export interface SeededMarket {
  readonly domains: readonly TradedDomain[];
  readonly events: readonly ReportedMarketEvent[];
  readonly funds: readonly SeededFund[];
}

/** A name that was sold once, and for how much, in ETH. */
export interface SoldName {
  readonly label: string;
  readonly priceEth: number;
}

export const DOMAINS = 1_000;
/** Suffixes, how many of twenty domains have each, and what a name is worth there: in units of its currency for an ETH. */
const SUFFIXES = [
  { suffix: "com", of20: 9, perEth: 900, digits: 2 },
  { suffix: "io", of20: 3, perEth: 300, digits: 2 },
  { suffix: "ai", of20: 3, perEth: 450, digits: 2 },
  { suffix: "org", of20: 2, perEth: 200, digits: 2 },
  { suffix: "net", of20: 2, perEth: 150, digits: 2 },
  { suffix: "eth", of20: 1, perEth: 1, digits: 6 },
];
const SUFFIX_OF_20 = SUFFIXES.flatMap((each) => Array.from({ length: each.of20 }, () => each));
/** Cheaper names hardly ever sold: they would be noise. */
const MIN_ETH = 0.05;
const TRADE_DAYS = 5;
/** An id belongs to one event: what is as of another hour has other times, and so other ids. */
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const WHOLE_BPS = 10_000;

/** Accounts that buy and sell: enough that hardly anybody trades with themselves. */
export const accountOf = (random: Random): string => `account-${whole(random, 1, 400)}`;

/**
 * A believable market, the same for the same seed: names that were sold once under another suffix, a book for each
 * around a price, trades over the last days, and three funds.
 * @param asOfMs when it is seeded: all that happened was before; the only thing that no seed decides
 */
export const seededMarket = (
  sold: readonly SoldName[],
  seed: number,
  asOfMs: number,
): SeededMarket => {
  const random = seededRandom(seed);
  const domains = chooseDomains(sold, random);
  const hour = Math.floor(asOfMs / HOUR_MS);
  const events = domains
    .flatMap((domain, index) =>
      bookAndTrades(domain, `seed-${seed}-${hour}-${index}`, random, hour * HOUR_MS),
    )
    .sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id));
  return { domains, events, funds: chooseFunds(domains) };
};

const chooseDomains = (sold: readonly SoldName[], random: Random): TradedDomain[] => {
  const names = sold.filter(({ priceEth }) => priceEth >= MIN_ETH);
  const chosen = new Map<string, TradedDomain>();
  while (chosen.size < DOMAINS) {
    const { label, priceEth } = pick(random, names);
    const { suffix, perEth, digits } = pick(random, SUFFIX_OF_20);
    const domain = `${label}.${suffix}`;
    if (!chosen.has(domain))
      chosen.set(domain, { domain, digits, price: priceEth * perEth * factor(random, 0.4) });
  }
  return [...chosen.values()];
};

const bookAndTrades = (
  { domain, price, digits }: TradedDomain,
  id: string,
  random: Random,
  asOfMs: number,
): ReportedMarketEvent[] => {
  const before = (days: number) => new Date(asOfMs - Math.floor(random() * days * DAY_MS));
  const listings = Array.from({ length: whole(random, 1, 4) }, (_, n): ReportedMarketEvent => ({
    id: `${id}-l${n}`,
    type: "listing_created",
    listing_id: `${id}-l${n}`,
    domain,
    price: priceText(price * (1.05 + random() * 0.5), digits),
    seller: accountOf(random),
    at: before(TRADE_DAYS).toISOString(),
  }));
  const offers = Array.from({ length: whole(random, 1, 4) }, (_, n): ReportedMarketEvent => ({
    id: `${id}-o${n}`,
    type: "offer_created",
    offer_id: `${id}-o${n}`,
    domain,
    price: priceText(price * (0.95 - random() * 0.35), digits),
    buyer: accountOf(random),
    at: before(TRADE_DAYS).toISOString(),
  }));
  const trades = Array.from({ length: whole(random, 0, 7) }, (_, n): ReportedMarketEvent => ({
    id: `${id}-t${n}`,
    type: "trade",
    domain,
    price: priceText(price * factor(random, 0.12), digits),
    buyer: accountOf(random),
    seller: accountOf(random),
    // Some of the last hours, which a value goes by.
    at: before(random() < 0.3 ? 0.4 : TRADE_DAYS).toISOString(),
  }));
  return [...listings, ...offers, ...trades];
};

/** Funds of one currency each, of domains that were chosen first: the same whatever else is in the market. */
const chooseFunds = (domains: readonly TradedDomain[]): SeededFund[] => {
  const under = (...suffixes: string[]) =>
    domains.filter(({ domain }) => suffixes.some((suffix) => domain.endsWith(`.${suffix}`)));
  return [
    {
      symbol: "DOTCOM50",
      name: "Fifty of .com",
      nav_per_share: "100.00",
      positions: evenly(under("com").slice(0, 50)),
    },
    {
      symbol: "TECH30",
      name: "Thirty of .ai and .io",
      nav_per_share: "100.00",
      positions: evenly(under("ai", "io").slice(0, 30)),
    },
    {
      symbol: "NAMEETH",
      name: "Names under .eth",
      nav_per_share: "0.10",
      positions: evenly(under("eth").slice(0, 20)),
    },
  ];
};

const evenly = (domains: readonly TradedDomain[]): SeededFund["positions"] => {
  const even = Math.floor(WHOLE_BPS / domains.length);
  const rest = WHOLE_BPS - even * domains.length;
  return domains.map(({ domain }, index) => ({
    domain,
    weight_bps: even + (index < rest ? 1 : 0),
  }));
};
