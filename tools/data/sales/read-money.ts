/** An amount as people write it: a plain decimal number, and the currency, if there is one. */
export interface Money {
  readonly amount: string;
  readonly currency: string | undefined;
}

const SYMBOLS: Readonly<Record<string, string>> = {
  $: "USD",
  US$: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  Ξ: "ETH",
  "₿": "BTC",
};
/** Coins have many digits behind the point: a single point in `1.234 ETH` is no thousands' separator. */
const COINS = new Set(["ETH", "BTC"]);
const MAX_LETTERS = 60;

/**
 * Reads `1234`, `$1,234`, `1.234,50 €`, `USD 1 234.50`, `1'234`. Where both marks stand, the later one is the decimal
 * one; a single mark before exactly three digits separates thousands.
 * @returns undefined for an invalid amount
 */
export const readMoney = (text: string): Money | undefined => {
  const cell = text.trim().replaceAll(/[\u00a0\u202f]/g, " ");
  if (cell === "" || cell.length > MAX_LETTERS) return undefined;
  const found = /^([^\d\s.,'-]*)\s*([\d.,' ]*\d)\s*([^\d\s.,'-]*)$/.exec(cell);
  if (found === null) return undefined;
  const [, before = "", digits = "", after = ""] = found;
  if (before !== "" && after !== "" && before !== after) {
    // `$100 USD` says the same twice; anything else says two things.
    if (currencyOf(before) !== currencyOf(after)) return undefined;
  }
  const unit = before === "" ? after : before;
  const currency = unit === "" ? undefined : currencyOf(unit);
  if (unit !== "" && currency === undefined) return undefined;
  const amount = readDigits(digits, currency !== undefined && COINS.has(currency));
  return amount === undefined ? undefined : { amount, currency };
};

/** The currency that a symbol or a code stands for. */
export const currencyOf = (text: string): string | undefined => {
  const upper = text.trim().toUpperCase();
  return SYMBOLS[upper] ?? SYMBOLS[text.trim()] ?? (/^[A-Z]{3,5}$/.test(upper) ? upper : undefined);
};

const readDigits = (digits: string, isCoin: boolean): string | undefined => {
  const plain = digits.replaceAll(/[' ](?=\d{3}(\D|$))/g, "");
  if (!/^[\d.,]+$/.test(plain)) return undefined;
  const comma = plain.lastIndexOf(",");
  const point = plain.lastIndexOf(".");
  const mark = decimalMark(plain, comma, point, isCoin);
  const thousands = mark === "," ? "." : mark === "." ? "," : /[.,]/g;
  const [whole = "", fraction] =
    mark === undefined
      ? [plain]
      : [plain.slice(0, Math.max(comma, point)), plain.slice(Math.max(comma, point) + 1)];
  if (!/^\d{1,3}([.,]\d{3})*$|^\d+$/.test(whole)) return undefined;
  const joined = whole.replaceAll(thousands, "").replace(/^0+(?=\d)/, "");
  if (!/^\d{1,18}$/.test(joined) || (fraction !== undefined && !/^\d{1,18}$/.test(fraction)))
    return undefined;
  return fraction === undefined ? joined : `${joined}.${fraction}`;
};

/** Which of the two marks stands before the cents; undefined where none does. */
const decimalMark = (
  text: string,
  comma: number,
  point: number,
  isCoin: boolean,
): "," | "." | undefined => {
  if (comma >= 0 && point >= 0) return comma > point ? "," : ".";
  const at = Math.max(comma, point);
  if (at < 0) return undefined;
  const mark = comma >= 0 ? "," : ".";
  const isOnly = text.indexOf(mark) === at;
  const digitsAfter = text.length - at - 1;
  const isThousands = digitsAfter === 3 && /^[1-9]/.test(text);
  if (isOnly && isThousands && isCoin && mark === ".") return mark;
  return !isOnly || isThousands ? undefined : mark;
};
