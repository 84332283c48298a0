import { describe, expect, it } from "vitest";

import { minorDigits } from "./currency-facts.js";
import { checkBaselines, quoteOf, UnknownBaselineError, type Currencies } from "./quote.js";

const currencies = (base: string, more: Partial<Currencies> = {}): Currencies => ({
  base,
  bySuffix: new Map([["eth", "ETH"]]),
  ...more,
});

describe("digits", () => {
  it.each([
    ["USD", 2],
    ["JPY", 0],
    ["KRW", 0],
    ["CLP", 0],
    ["KWD", 3],
    ["BHD", 3],
    ["CLF", 4],
    ["ETH", 6],
    ["BTC", 8],
  ])("%s has %i", (currency, digits) => expect(minorDigits(currency)).toBe(digits));
});

describe("a baseline", () => {
  it.each([
    ["USD", "10.00"],
    ["JPY", "1500"],
    ["KWD", "3.000"],
    ["BTC", "0.0001"],
  ])("of %s is %s", (base, baseline) =>
    expect(quoteOf("com", currencies(base))).toEqual({ currency: base, baseline }),
  );

  it("of a currency that is not known is asked for, and never an amount of another one", () => {
    const unknown = currencies("XYZ", { bySuffix: new Map([["abc", "ABC"]]) });
    expect(() => checkBaselines(unknown)).toThrow(UnknownBaselineError);
    expect(() => checkBaselines(unknown)).toThrow("XYZ:AMOUNT,ABC:AMOUNT");
    const baselines = new Map([
      ["XYZ", "12.5"],
      ["ABC", "3"],
    ]);
    expect(() => checkBaselines({ ...unknown, baselines })).not.toThrow();
    expect(quoteOf("abc", { ...unknown, baselines }).baseline).toBe("3");
  });
});
