/** Digits behind the point of a currency's smallest unit that a value is quoted in: ISO 4217 where it is not 2. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
      .split(" ")
      .map((code) => [code, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3])),
  ...Object.fromEntries("CLF UYW".split(" ").map((code) => [code, 4])),
  // Coins have more digits than anybody bids with.
  ...Object.fromEntries(
    "ETH WETH XRP ADA DOT POL AVAX TRX TON".split(" ").map((code) => [code, 6]),
  ),
  ...Object.fromEntries("BTC WBTC LTC BCH BNB SOL DOGE".split(" ").map((code) => [code, 8])),
};
const DEFAULT_MINOR_DIGITS = 2;

export const minorDigits = (currency: string): number =>
  MINOR_DIGITS[currency] ?? DEFAULT_MINOR_DIGITS;

/**
 * About what a year's registration costs, by currency: what a name is worth whose only merit is that it is free to take.
 * Round figures of the end of 2025: it is a level, and no rate of exchange. ETH: the least that was bid in the ENS
 * auctions of 2017 to 2019, and what a third of the names went for.
 */
const BASELINES: Readonly<Record<string, string>> = {
  USD: "10.00",
  USDC: "10.00",
  USDT: "10.00",
  DAI: "10.00",
  EUR: "10.00",
  GBP: "8.00",
  CHF: "8.00",
  AUD: "15.00",
  CAD: "14.00",
  NZD: "17.00",
  SGD: "13.00",
  HKD: "80.00",
  JPY: "1500",
  CNY: "70.00",
  KRW: "14000",
  INR: "850.00",
  BRL: "55.00",
  MXN: "180.00",
  ZAR: "180.00",
  SEK: "100.00",
  NOK: "100.00",
  DKK: "70.00",
  PLN: "40.00",
  CZK: "220.00",
  ILS: "35.00",
  AED: "37.00",
  SAR: "37.00",
  KWD: "3.000",
  BHD: "4.000",
  ETH: "0.01",
  WETH: "0.01",
  BTC: "0.0001",
  WBTC: "0.0001",
  SOL: "0.07",
};

/** The baseline of a currency; undefined where none is known. */
export const knownBaseline = (currency: string): string | undefined => BASELINES[currency];
