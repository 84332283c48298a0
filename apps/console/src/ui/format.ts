const locale = typeof navigator === "undefined" ? "en" : navigator.language;
const numberFormats = new Map<string, Intl.NumberFormat>();

const format = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = JSON.stringify(options);
  let made = numberFormats.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, made);
  }
  return made;
};

/** A whole number by the reader's locale. */
export const count = (value: number): string => format({ maximumFractionDigits: 0 }).format(value);

/** A number with so many digits behind the point. */
export const decimal = (value: number, digits: number): string =>
  format({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);

/**
 * An amount as people read it: cents only where they matter, and never more than five significant digits.
 * @param text a decimal string
 */
export const amount = (text: string): string => {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const size = Math.abs(value);
  if (size >= 1_000) return format({ maximumFractionDigits: 0 }).format(value);
  if (size >= 1 || size === 0)
    return format({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
  // What is left of a division is nothing to anybody.
  return size < 1e-6 ? "0.00" : format({ maximumSignificantDigits: 4 }).format(value);
};

/** An amount with its currency, such as `1,250 USD`. */
export const money = (text: string, currency: string): string => `${amount(text)} ${currency}`;

/** An amount in few characters, for axes: `1.2K`, `3M`. */
export const compact = (value: number): string =>
  format({ notation: "compact", maximumSignificantDigits: 2 }).format(value);

export const percent = (share: number, digits = 0): string =>
  format({
    style: "percent",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);

/** Milliseconds as people read them: `0.42 ms`, `12.3 ms`, `1.25 s`. */
export const duration = (ms: number): string => {
  const size = Math.abs(ms);
  if (size >= 120_000) return `${decimal(ms / 60_000, 1)} min`;
  if (size >= 1_000) return `${decimal(ms / 1_000, 2)} s`;
  if (size >= 100) return `${decimal(ms, 0)} ms`;
  if (size >= 10) return `${decimal(ms, 1)} ms`;
  return `${decimal(ms, 2)} ms`;
};

const times = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const moments = new Intl.DateTimeFormat(locale, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/** The time of day here. */
export const timeOfDay = (iso: string | number): string => times.format(new Date(iso));
/** Day and time here. */
export const moment = (iso: string | number): string => moments.format(new Date(iso));
