import { beforeAll, describe, expect, it } from "vitest";

import {
  decodeModel,
  digestOf,
  encodeModel,
  ModelFileError,
  type ModelOrigin,
} from "./model-file.js";
import { measure } from "./measures.js";
import { NameModel } from "./name-model.js";
import { Lexicon } from "./lexicon.js";
import { smallLexicon, smallLexiconText, soldNames } from "./test/given.js";
import { TooFewSalesError, trainNameModel, type Training } from "./train-name-model.js";

const lexicon = smallLexicon();
const sales = soldNames(600);
let training: Training;
let origin: ModelOrigin;
let file: Uint8Array;

beforeAll(async () => {
  training = await trainNameModel(sales, lexicon, 1);
  origin = {
    seed: 1,
    sales: sales.length,
    salesSha256: "0".repeat(64),
    lexiconSha256: await digestOf(smallLexiconText()),
    currency: "ETH",
    suffix: "eth",
  };
  file = await encodeModel(training.learned, lexicon, origin);
});

describe("training", () => {
  it("predicts names that it has not seen, better than any constant", () => {
    const model = new NameModel(training.learned, lexicon);
    const seen = new Set(sales.map(({ label }) => label));
    const others = soldNames(900, 11).filter(({ label }) => !seen.has(label));
    const measured = measure(
      Float64Array.from(others, ({ label }) => model.estimate(label).log10Price),
      Float64Array.from(others, ({ log10Price }) => log10Price),
    );
    expect(measured.spearman).toBeGreaterThan(0.7);
    expect(measured.r2).toBeGreaterThan(0.6);
  });

  it("gives the same bytes for the same sales and seed", async () => {
    const again = await trainNameModel(sales, lexicon, 1);
    const digest = await digestOf(file);
    expect(await digestOf(await encodeModel(again.learned, lexicon, origin))).toBe(digest);
    const other = await trainNameModel(sales, lexicon, 2);
    expect(await digestOf(await encodeModel(other.learned, lexicon, origin))).not.toBe(digest);
  });

  it("judges no sale by what has seen it: random prices cannot be predicted", async () => {
    const shuffled = sales.map(({ label }, at) => ({
      label,
      log10Price: (sales[(at * 337 + 11) % sales.length] as { log10Price: number }).log10Price,
    }));
    const { unseen, learned } = await trainNameModel(shuffled, lexicon, 1);
    expect(measure(unseen.ensemble, learned.soldLog10Prices).r2).toBeLessThan(0.05);
  });

  it("rejects a handful of sales", async () => {
    await expect(trainNameModel(sales.slice(0, 1), lexicon, 1)).rejects.toThrow(TooFewSalesError);
  });
});

describe("an estimate", () => {
  it("shows the nearest sold names, and never counts a name's own sale as a comparable", () => {
    const model = new NameModel(training.learned, lexicon);
    const { comparables } = model.estimate("goldbanker");
    expect(comparables.length).toBe(5);
    expect(comparables.map(({ similarity }) => similarity)).toEqual(
      comparables.map(({ similarity }) => similarity).toSorted((x, y) => y - x),
    );
    expect(comparables[0]?.label).toMatch(/gold|bank/);
    const [first] = model.estimate((sales[0] as { label: string }).label).comparables;
    expect(first).toMatchObject({ label: sales[0]?.label, similarity: 1 });
  });

  it("holds for any label, and is the same each time", () => {
    const model = new NameModel(training.learned, lexicon);
    for (const label of ["a", "0", "x".repeat(63), "xn--bcher-kva", "gold-bank"]) {
      const estimate = model.estimate(label);
      expect(Number.isFinite(estimate.log10Price)).toBe(true);
      expect(estimate.log10Low).toBeLessThanOrEqual(estimate.log10Price);
      expect(estimate.log10High).toBeGreaterThanOrEqual(estimate.log10Price);
      expect(model.estimate(label)).toEqual(estimate);
    }
  });
});

describe("a model file", () => {
  const sha = async (): Promise<string> => digestOf(smallLexiconText());

  it("gives back the model that was written, to the last bit", async () => {
    const { learned, origin: read, id } = await decodeModel(file, lexicon, await sha());
    expect(read).toEqual(origin);
    expect(id).toMatch(/^[0-9a-f]{8}$/);
    const before = new NameModel(training.learned, lexicon);
    const after = new NameModel(learned, lexicon);
    for (const { label } of soldNames(200, 3))
      expect(after.estimate(label)).toEqual(before.estimate(label));
  });

  it("is not believed when it is cut short, wherever", async () => {
    for (const length of [0, 1, 100, Math.floor(file.length / 2), file.length - 1])
      await expect(decodeModel(file.subarray(0, length), lexicon, await sha())).rejects.toThrow(
        /cut short/,
      );
  });

  it("is not believed when a bit of it was altered, wherever", async () => {
    for (const at of [20, 5_000, file.length - 40, file.length - 1]) {
      const altered = file.slice();
      altered[at] = (altered[at] as number) ^ 1;
      await expect(decodeModel(altered, lexicon, await sha())).rejects.toThrow(ModelFileError);
    }
  });

  it("is not read by another version, with another lexicon, or when it is something else", async () => {
    const text = new TextDecoder("latin1").decode(file.subarray(0, 60));
    expect(text).toContain('"version":1');
    const newer = file.slice();
    newer[text.indexOf('"version":1') + 10] = "9".charCodeAt(0);
    await expect(decodeModel(newer, lexicon, await sha())).rejects.toThrow("it is of version 9");
    const other = Lexicon.parse(
      new TextEncoder().encode("web phrase speech tier senses tagged\ngold\ta9\n"),
    );
    await expect(decodeModel(file, other, "f".repeat(64))).rejects.toThrow("another lexicon");
    const picture = new TextEncoder().encode('{"format":"png"}\n');
    await expect(decodeModel(picture, lexicon, await sha())).rejects.toThrow(
      "no model file of Assay",
    );
  });
});
