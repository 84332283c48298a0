import type { Calibration } from "./calibration.js";
import type { Lexicon } from "./lexicon.js";
import { featureNames } from "./name-features.js";
import { NameGrams } from "./name-grams.js";
import { MEMBERS, STACK_FEATURES, type LearnedModel } from "./name-model.js";
import type { Trees } from "./trees.js";
import { WordPrices } from "./word-prices.js";

/** Goes up whenever a file of before would be read wrongly. */
const MODEL_FILE_VERSION = 1;
const FORMAT = "assay-name-model";
const DIGEST_BYTES = 32;
const NEW_LINE = 10;

/** What a model was trained on; stored with it, and shown with its values. */
export interface ModelOrigin {
  readonly seed: number;
  readonly sales: number;
  /** SHA-256, hexadecimal, of the sales as they were learned and of the lexicon's text. */
  readonly salesSha256: string;
  readonly lexiconSha256: string;
  readonly currency: string;
  readonly suffix: string;
}

/** A model as it was read from its file. */
export interface StoredModel {
  readonly learned: LearnedModel;
  readonly origin: ModelOrigin;
  /** The first eight digits of the file's SHA-256: names this very model. */
  readonly id: string;
}

/** A model file that must not be used. */
export class ModelFileError extends Error {
  override readonly name = "ModelFileError";
}

type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array;
const KINDS = { f64: Float64Array, i32: Int32Array, u32: Uint32Array, u16: Uint16Array } as const;
interface Section {
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  readonly length: number;
}
interface Header {
  readonly format: string;
  readonly version: number;
  readonly origin: ModelOrigin;
  readonly features: readonly string[];
  readonly log10Minimum: number | null;
  readonly runs: number;
  readonly sold: readonly (readonly [label: string, words: string])[];
  readonly sections: readonly Section[];
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** SHA-256 of bytes, hexadecimal. */
export const digestOf = async (bytes: Uint8Array): Promise<string> =>
  toHex(await sha256(new Uint8Array(bytes)));

const treeSections = (name: string, trees: Trees): [string, Numbers][] => [
  [`${name}.base`, Float64Array.of(trees.base)],
  [`${name}.roots`, trees.roots],
  [`${name}.features`, trees.features],
  [`${name}.thresholds`, trees.thresholds],
  [`${name}.lefts`, trees.lefts],
  [`${name}.rights`, trees.rights],
  [`${name}.leaves`, trees.leaves],
];

/**
 * Writes a model: one line of JSON that says what follows, the numbers as they are (little-endian, thresholds exact
 * to the last bit), and the SHA-256 of all before. The same model gives the same bytes.
 */
export const encodeModel = async (
  learned: LearnedModel,
  lexicon: Lexicon,
  origin: ModelOrigin,
): Promise<Uint8Array> => {
  const { calibration } = learned;
  const parts: [string, Numbers][] = [
    ["grams.hashes", learned.grams.hashes],
    ["grams.idf", learned.grams.idf],
    ["ridge.intercept", Float64Array.of(learned.ridge.intercept)],
    ["ridge.dense", learned.ridge.dense],
    ["ridge.sparse", learned.ridge.sparse],
    ["word_prices.mean", Float64Array.of(learned.wordPrices.mean)],
    ["word_prices.hashes", learned.wordPrices.hashes],
    ["word_prices.premiums", learned.wordPrices.premiums],
    ...treeSections("trees", learned.trees),
    ...treeSections("correction", learned.correction),
    ["stack.intercept", Float64Array.of(learned.stack.intercept)],
    ["stack.weights", learned.stack.weights],
    ["sold.log10_prices", learned.soldLog10Prices],
    ["calibration.estimates", calibration.estimates],
    ["calibration.lows", calibration.lows],
    ["calibration.highs", calibration.highs],
    ["calibration.at_minimum", calibration.atMinimum],
  ];
  const header: Header = {
    format: FORMAT,
    version: MODEL_FILE_VERSION,
    origin,
    features: featureNames(lexicon),
    log10Minimum: calibration.log10Minimum ?? null,
    runs: learned.grams.runs,
    sold: learned.sold.map(({ label, words }) => [label, words.join(" ")]),
    sections: parts.map(([name, numbers]) => ({
      name,
      kind: kindOf(numbers),
      length: numbers.length,
    })),
  };
  const head = new TextEncoder().encode(`${JSON.stringify(header)}\n`);
  const size = parts.reduce((sum, [, numbers]) => sum + numbers.byteLength, head.length);
  const file = new Uint8Array(size + DIGEST_BYTES);
  file.set(head);
  const view = new DataView(file.buffer);
  let at = head.length;
  for (const [, numbers] of parts) at = writeNumbers(view, at, numbers);
  file.set(await sha256(file.slice(0, size)), size);
  return file;
};

/**
 * Reads a model that `encodeModel` wrote, and believes it only when every byte is as it was written.
 * @throws ModelFileError says what is wrong: cut short, altered, another version, another lexicon
 */
export const decodeModel = async (
  file: Uint8Array,
  lexicon: Lexicon,
  lexiconSha256: string,
): Promise<StoredModel> => {
  const header = readHeader(file);
  const headLength = file.indexOf(NEW_LINE) + 1;
  const size = header.sections.reduce(
    (sum, { kind, length }) => sum + length * KINDS[kind].BYTES_PER_ELEMENT,
    headLength,
  );
  if (file.length < size + DIGEST_BYTES)
    throw new ModelFileError(
      `it is cut short: ${file.length} bytes of ${size + DIGEST_BYTES}. Copy it again, or train it with \`npm run train\`.`,
    );
  const digest = await sha256(new Uint8Array(file.subarray(0, size)));
  if (toHex(digest) !== toHex(file.subarray(size)))
    throw new ModelFileError(
      "it was altered: its bytes do not give its checksum. Restore it, or train it with `npm run train`.",
    );
  if (header.origin.lexiconSha256 !== lexiconSha256)
    throw new ModelFileError(
      "it was trained with another lexicon. Train it again with `npm run train`.",
    );
  if (header.features.join() !== featureNames(lexicon).join())
    throw new ModelFileError(
      "it was trained with other features of a name. Train it again with `npm run train`.",
    );

  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const found = new Map<string, Numbers>();
  let at = headLength;
  for (const section of header.sections) {
    const numbers = readNumbers(view, at, section);
    found.set(section.name, numbers);
    at += numbers.byteLength;
  }
  return {
    learned: toLearned(found, header),
    origin: header.origin,
    id: toHex(digest).slice(0, 8),
  };
};

const readHeader = (file: Uint8Array): Header => {
  const end = file.indexOf(NEW_LINE);
  let header: Partial<Header>;
  try {
    header = JSON.parse(new TextDecoder().decode(file.subarray(0, Math.max(0, end)))) as Header;
  } catch {
    throw new ModelFileError("it does not begin like a model file, or is cut short.");
  }
  if (header.format !== FORMAT) throw new ModelFileError("it is no model file of Assay.");
  if (header.version !== MODEL_FILE_VERSION)
    throw new ModelFileError(
      `it is of version ${header.version}, and this is for version ${MODEL_FILE_VERSION}. Train it again with \`npm run train\`.`,
    );
  const isWhole =
    Array.isArray(header.sections) &&
    header.sections.every(
      ({ kind, length }) => kind in KINDS && Number.isSafeInteger(length) && length >= 0,
    ) &&
    Array.isArray(header.features) &&
    Array.isArray(header.sold) &&
    Number.isSafeInteger(header.runs) &&
    typeof header.origin === "object";
  if (!isWhole) throw new ModelFileError("its first line is not what a model file begins with.");
  return header as Header;
};

const toLearned = (found: ReadonlyMap<string, Numbers>, header: Header): LearnedModel => {
  const get = <T extends Numbers>(name: string, kind: new (length: number) => T): T => {
    const numbers = found.get(name);
    if (!(numbers instanceof kind)) throw new ModelFileError(`its part "${name}" is missing.`);
    return numbers;
  };
  const one = (name: string): number => {
    const [value] = get(name, Float64Array);
    if (value === undefined) throw new ModelFileError(`its part "${name}" is empty.`);
    return value;
  };
  const trees = (name: string): Trees => ({
    base: one(`${name}.base`),
    roots: get(`${name}.roots`, Int32Array),
    features: get(`${name}.features`, Uint16Array),
    thresholds: get(`${name}.thresholds`, Float64Array),
    lefts: get(`${name}.lefts`, Int32Array),
    rights: get(`${name}.rights`, Int32Array),
    leaves: get(`${name}.leaves`, Float64Array),
  });
  const calibration: Calibration = {
    estimates: get("calibration.estimates", Float64Array),
    lows: get("calibration.lows", Float64Array),
    highs: get("calibration.highs", Float64Array),
    atMinimum: get("calibration.at_minimum", Float64Array),
    log10Minimum: header.log10Minimum ?? undefined,
  };
  const learned: LearnedModel = {
    grams: new NameGrams(
      get("grams.hashes", Uint32Array),
      get("grams.idf", Float64Array),
      header.runs,
    ),
    ridge: {
      intercept: one("ridge.intercept"),
      dense: get("ridge.dense", Float64Array),
      sparse: get("ridge.sparse", Float64Array),
    },
    wordPrices: new WordPrices(
      one("word_prices.mean"),
      get("word_prices.hashes", Uint32Array),
      get("word_prices.premiums", Float64Array),
    ),
    trees: trees("trees"),
    correction: trees("correction"),
    stack: { intercept: one("stack.intercept"), weights: get("stack.weights", Float64Array) },
    sold: header.sold.map(([label, words]) => ({ label, words: words.split(" ") })),
    soldLog10Prices: get("sold.log10_prices", Float64Array),
    calibration,
  };
  assertFits(learned, header.features.length);
  return learned;
};

/** A file may be whole and yet not of one piece: nothing may be read beyond an array's end. */
const assertFits = (learned: LearnedModel, width: number): void => {
  const fits =
    learned.grams.hashes.length === learned.grams.idf.length &&
    learned.ridge.sparse.length === learned.grams.hashes.length &&
    learned.ridge.dense.length === width &&
    learned.stack.weights.length === MEMBERS.length &&
    learned.sold.length === learned.soldLog10Prices.length &&
    learned.trees.features.every((feature) => feature < width) &&
    learned.correction.features.every((feature) => feature < width + STACK_FEATURES.length);
  if (!fits) throw new ModelFileError("its parts do not fit together.");
};

const kindOf = (numbers: Numbers): keyof typeof KINDS => {
  if (numbers instanceof Float64Array) return "f64";
  if (numbers instanceof Int32Array) return "i32";
  return numbers instanceof Uint32Array ? "u32" : "u16";
};

const writeNumbers = (view: DataView, start: number, numbers: Numbers): number => {
  const step = numbers.BYTES_PER_ELEMENT;
  for (let index = 0; index < numbers.length; index += 1) {
    const value = numbers[index] as number;
    const at = start + index * step;
    if (numbers instanceof Float64Array) view.setFloat64(at, value, true);
    else if (numbers instanceof Int32Array) view.setInt32(at, value, true);
    else if (numbers instanceof Uint32Array) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
  }
  return start + numbers.byteLength;
};

const readNumbers = (view: DataView, start: number, { kind, length }: Section): Numbers => {
  const numbers = new KINDS[kind](length);
  const step = numbers.BYTES_PER_ELEMENT;
  for (let index = 0; index < length; index += 1) {
    const at = start + index * step;
    if (kind === "f64") numbers[index] = view.getFloat64(at, true);
    else if (kind === "i32") numbers[index] = view.getInt32(at, true);
    else if (kind === "u32") numbers[index] = view.getUint32(at, true);
    else numbers[index] = view.getUint16(at, true);
  }
  return numbers;
};
