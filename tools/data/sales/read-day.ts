const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** Whether a day with slashes is written month first, as in the United States, or day first. */
export type DayOrder = "month first" | "day first";

/**
 * Reads a day in the common forms: `2024-01-31`, `2024/01/31`, `31.01.2024`, `1/31/2024`, `31 Jan 2024`,
 * `January 31, 2024`, each with a time behind it or without.
 * @returns ISO 8601 in UTC, at midnight if there is no time; undefined for an invalid date
 */
export const readDay = (text: string, order: DayOrder = "month first"): string | undefined => {
  const cell = text.trim();
  const [, y1, m1, d1, rest1] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)$/.exec(cell) ?? [];
  if (y1 !== undefined) return isoOf(y1, m1, d1, rest1);
  const [, d2, m2, y2, rest2] = /^(\d{1,2})[.-](\d{1,2})[.-](\d{4})(.*)$/.exec(cell) ?? [];
  if (y2 !== undefined) return isoOf(y2, m2, d2, rest2);
  const [, a, b, y3, rest3] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(.*)$/.exec(cell) ?? [];
  if (y3 !== undefined) {
    const isMonthFirst = Number(a) <= 12 && (order === "month first" || Number(b) > 12);
    return isMonthFirst ? isoOf(y3, a, b, rest3) : isoOf(y3, b, a, rest3);
  }
  const [, d4, name4, y4, rest4] =
    /^(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})(.*)$/.exec(cell) ?? [];
  if (y4 !== undefined) return isoOf(y4, monthOf(name4), d4, rest4);
  const [, name5, d5, y5, rest5] =
    /^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(.*)$/.exec(cell) ?? [];
  return y5 === undefined ? undefined : isoOf(y5, monthOf(name5), d5, rest5);
};

/** Whether a day with slashes can only be one with the day first, such as 31/01/2024. */
export const isDayFirst = (text: string): boolean => {
  const [, first, second] = /^(\d{1,2})\/(\d{1,2})\/\d{4}/.exec(text.trim()) ?? [];
  return Number(first) > 12 && Number(second) <= 12;
};

const monthOf = (name = ""): string | undefined => {
  const at = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  return at < 0 ? undefined : String(at + 1);
};

const TIME = /^[T\s]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;

const isoOf = (year = "", month = "", day = "", rest = ""): string | undefined => {
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const [, time = "00:00:00", zone = "Z"] = rest.trim() === "" ? [] : (TIME.exec(rest) ?? [""]);
  if (rest.trim() !== "" && !TIME.test(rest)) return undefined;
  const whole = time.length <= 5 ? `${time.padStart(5, "0")}:00` : time.padStart(8, "0");
  const at = new Date(`${date}T${whole}${zone.toUpperCase()}`);
  // 31 February is no day, though Date makes 2 March of it.
  const isReal =
    !Number.isNaN(at.getTime()) && Number(day) === new Date(`${date}T00:00:00Z`).getUTCDate();
  return isReal ? at.toISOString() : undefined;
};
