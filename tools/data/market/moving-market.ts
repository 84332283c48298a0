import { seededRandom, type Random } from "#valuation";

import { factor, pick, priceText } from "./chance.js";
import type { ReportedMarketEvent } from "#contracts";
import { accountOf, type TradedDomain } from "./seeded-market.js";

interface OpenOrder {
  readonly id: string;
  readonly traded: Traded;
}
/** A domain whose price wanders. */
interface Traded extends TradedDomain {
  price: number;
}

/** Orders without an expiry: none expires by itself. */
type Move = Exclude<ReportedMarketEvent["type"], "listing_expired" | "offer_expired">;
/** Of a hundred events, so many are of each kind. */
const OF_100: readonly (readonly [Move, number])[] = [
  ["trade", 40],
  ["listing_created", 14],
  ["offer_created", 14],
  ["listing_changed", 8],
  ["offer_changed", 8],
  ["listing_filled", 4],
  ["offer_accepted", 4],
  ["listing_cancelled", 4],
  ["offer_cancelled", 4],
];
const MOVES = OF_100.flatMap(([move, count]) => Array.from({ length: count }, () => move));
/** How far a price wanders with each trade: the standard deviation of its logarithm. */
const WANDER = 0.02;

/**
 * A market that moves without end: the same events for the same domains and seed. What is changed, filled or
 * cancelled was created before, and is closed once.
 * @param startMs when the first event happens; the others follow at the rate
 * @param perSecond events
 */
export function* movingMarket(
  domains: readonly TradedDomain[],
  seed: number,
  startMs: number,
  perSecond: number,
): Generator<ReportedMarketEvent, never> {
  const random = seededRandom(seed);
  const traded: Traded[] = domains.map((each) => ({ ...each }));
  const listings: OpenOrder[] = [];
  const offers: OpenOrder[] = [];
  for (let count = 0; ; count += 1) {
    const stamp = {
      id: `move-${seed}-${count}`,
      at: new Date(Math.round(startMs + (count * 1_000) / perSecond)).toISOString(),
    };
    const move = pick(random, MOVES);
    const orders = move.startsWith("listing") ? listings : offers;
    // Nothing is open yet: then something is opened.
    const possible =
      move === "trade" || move.endsWith("created") || orders.length > 0
        ? move
        : move.startsWith("listing")
          ? "listing_created"
          : "offer_created";
    yield { ...stamp, ...eventOf(possible, stamp.id, traded, orders, random) };
  }
}

type Body = ReportedMarketEvent extends infer E
  ? E extends ReportedMarketEvent
    ? Omit<E, "id" | "at">
    : never
  : never;

const eventOf = (
  move: Move,
  id: string,
  domains: readonly Traded[],
  orders: OpenOrder[],
  random: Random,
): Body => {
  if (move === "trade") {
    const traded = pick(random, domains);
    traded.price *= factor(random, WANDER);
    const price = priceText(traded.price, traded.digits);
    return {
      type: move,
      domain: traded.domain,
      price,
      buyer: accountOf(random),
      seller: accountOf(random),
    };
  }
  if (move === "listing_created" || move === "offer_created") {
    const traded = pick(random, domains);
    orders.push({ id, traded });
    const { domain } = traded;
    return move === "listing_created"
      ? {
          type: move,
          listing_id: id,
          domain,
          price: askPrice(traded, random),
          seller: accountOf(random),
        }
      : {
          type: move,
          offer_id: id,
          domain,
          price: bidPrice(traded, random),
          buyer: accountOf(random),
        };
  }
  if (move === "listing_changed") {
    const { id: listing_id, traded } = pick(random, orders);
    return { type: move, listing_id, price: askPrice(traded, random) };
  }
  if (move === "offer_changed") {
    const { id: offer_id, traded } = pick(random, orders);
    return { type: move, offer_id, price: bidPrice(traded, random) };
  }
  const [closed] = orders.splice(Math.floor(random() * orders.length), 1);
  const closedId = closed?.id ?? "";
  return move === "listing_filled" || move === "listing_cancelled"
    ? { type: move, listing_id: closedId }
    : { type: move, offer_id: closedId };
};

const askPrice = ({ price, digits }: Traded, random: Random): string =>
  priceText(price * (1.02 + random() * 0.4), digits);
const bidPrice = ({ price, digits }: Traded, random: Random): string =>
  priceText(price * (0.98 - random() * 0.3), digits);
