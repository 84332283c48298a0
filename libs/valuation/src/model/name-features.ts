import type { Lexicon } from "./lexicon.js";
import { log10Share, type SplitName } from "./split-words.js";

/** The features of a name, in this order, as numbers. */
export const featureNames = (lexicon: Lexicon): string[] => [
  "length",
  "hyphens",
  "digit_share",
  "vowel_share",
  "words",
  "likelihood",
  "likelihood_per_letter",
  "shortest_word",
  "longest_word",
  "first_word_length",
  "last_word_length",
  "is_plural",
  "affinity",
  ...["mean", "first", "last"].flatMap((of) => DEEP_COLUMNS.map((column) => `${of}.${column}`)),
  ...["whole", "least", "most"].flatMap((of) => lexicon.columns.map((column) => `${of}.${column}`)),
];

/** Columns of which not only the rarest and the commonest word count. */
const DEEP_COLUMNS = ["web", "speech", "tier", "senses", "tagged"];
const VOWELS = new Set("aeiou");

/** Measures a label. `into` begins at `offset` and has room for as many numbers as `featureNames` names. */
export const measureName = (
  label: string,
  { words, log10Likelihood }: SplitName,
  lexicon: Lexicon,
  into: Float64Array,
  offset = 0,
): void => {
  const joined = label.replaceAll("-", "");
  const letters = Math.max(1, joined.length);
  const rows = words.map((word) => lexicon.find(word));
  const whole = lexicon.find(joined);
  const lengths = words.map((word) => word.length);
  const web = lexicon.column("web");
  let digits = 0;
  let vowels = 0;
  for (const letter of label) {
    if (letter >= "0" && letter <= "9") digits += 1;
    else if (VOWELS.has(letter)) vowels += 1;
  }
  const isPlural =
    joined.endsWith("s") &&
    !joined.endsWith("ss") &&
    lexicon.score(lexicon.find(joined, 0, joined.length - 1), web) > 0;

  let at = offset;
  const put = (value: number): void => {
    into[at] = value;
    at += 1;
  };
  put(label.length);
  put(label.length - joined.length);
  put(digits / label.length);
  put(vowels / label.length);
  put(words.length);
  put(log10Likelihood);
  put(log10Likelihood / letters);
  put(Math.min(...lengths));
  put(Math.max(...lengths));
  put(lengths[0] ?? 0);
  put(lengths.at(-1) ?? 0);
  put(isPlural ? 1 : 0);
  put(affinity(whole, rows, lexicon));

  const deep = DEEP_COLUMNS.map((name) => lexicon.column(name));
  for (const column of deep)
    put(rows.reduce((sum, row) => sum + lexicon.score(row, column), 0) / rows.length);
  for (const column of deep) put(lexicon.score(rows[0] ?? -1, column));
  for (const column of deep) put(lexicon.score(rows.at(-1) ?? -1, column));

  const width = lexicon.columns.length;
  for (let column = 0; column < width; column += 1) {
    let least = 255;
    let most = 0;
    for (const row of rows) {
      const score = lexicon.score(row, column);
      if (score < least) least = score;
      if (score > most) most = score;
    }
    into[at + column] = lexicon.score(whole, column);
    into[at + width + column] = least;
    into[at + 2 * width + column] = most;
  }
};

/** How much oftener two words stand together than chance would have it (pointwise mutual information, log10). */
const affinity = (whole: number, rows: readonly number[], lexicon: Lexicon): number => {
  if (rows.length !== 2) return -9;
  const web = lexicon.column("web");
  const together = lexicon.score(whole, lexicon.column("phrase"));
  const share = (row: number): number => log10Share(Math.max(1, lexicon.score(row, web)));
  return (together === 0 ? -9 : log10Share(together)) - share(rows[0] ?? -1) - share(rows[1] ?? -1);
};
