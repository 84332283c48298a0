import type { Random } from "#valuation";

/** One of a list. */
export const pick = <T>(random: Random, items: readonly T[]): T => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("There is nothing to pick from.");
  return item;
};

/** A whole number of a range, both ends included. */
export const whole = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** A factor around 1, as prices vary: log-normal by the Box–Muller transform, with that standard deviation of the log. */
export const factor = (random: Random, sigma: number): number =>
  Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));

/** A price as it is asked or paid: three digits that count, and no less than the least that is quoted. */
export const priceText = (price: number, digits: number): string =>
  Math.max(Number(price.toPrecision(3)), 10 ** -digits).toFixed(digits);
