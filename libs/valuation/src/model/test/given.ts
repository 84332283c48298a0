import { Lexicon } from "../lexicon.js";
import { seededRandom } from "../seeded-random.js";
import type { Sale } from "../train-name-model.js";

const COLUMNS = ["web", "phrase", "speech", "tier", "senses", "tagged"];
const WORDS = [
  "gold",
  "bank",
  "open",
  "market",
  "crypto",
  "art",
  "free",
  "game",
  "play",
  "shop",
  "blue",
  "moon",
  "star",
  "fire",
  "data",
  "house",
  "car",
  "pay",
  "trade",
  "world",
];

/** Twenty words, the first the commonest; `openmarket` is a phrase. */
export const smallLexiconText = (): Uint8Array =>
  new TextEncoder().encode(
    [
      COLUMNS.join(" "),
      ...WORDS.map((word, at) => `${word}\ta${200 - 5 * at}c${150 - 4 * at}d${210 - at}`),
      "openmarket\ta20b90",
      "",
    ].join("\n"),
  );

export const smallLexicon = (): Lexicon => Lexicon.parse(smallLexiconText());

/** Sold names of two words or of nonsense: common words are dear, nonsense goes for the minimum of 0.01. */
export const soldNames = (count: number, seed = 7): Sale[] => {
  const random = seededRandom(seed);
  const names = new Map<string, number>();
  while (names.size < count) {
    const first = Math.floor(random() * WORDS.length);
    const second = Math.floor(random() * WORDS.length);
    const isNonsense = random() < 0.4;
    const label = isNonsense
      ? Array.from({ length: 8 }, () => "bcdfgklmnpqrtvxz"[Math.floor(random() * 16)]).join("")
      : `${WORDS[first]}${WORDS[second]}${names.size % 7 === 0 ? names.size : ""}`;
    names.set(
      label,
      isNonsense ? -2 : Math.max(-2, 1.2 - 0.06 * (first + second) + (random() - 0.5)),
    );
  }
  return [...names].map(([label, log10Price]) => ({ label, log10Price }));
};
