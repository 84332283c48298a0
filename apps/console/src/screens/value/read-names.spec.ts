import { describe, expect, it } from "vitest";

import { MAX_FILE_BYTES, MAX_NAMES, NameListError, readFile, readNames } from "./read-names.js";

describe("names are read out of", () => {
  it.each<[string, string, string[]]>([
    [
      "one a line",
      "alpha.one\nbravo.one\r\n\n  charlie.one  ",
      ["alpha.one", "bravo.one", "charlie.one"],
    ],
    [
      "a line with commas",
      "alpha.one, bravo.one,charlie.one",
      ["alpha.one", "bravo.one", "charlie.one"],
    ],
    ["a line with spaces", "alpha.one bravo.one", ["alpha.one", "bravo.one"]],
    [
      "CSV with a header",
      "domain,price\nalpha.one,1200\nbravo.one,3.50",
      ["alpha.one", "bravo.one"],
    ],
    [
      "CSV with semicolons and quotes",
      '"alpha.one";"a; b"\n"bravo.one";2',
      ["alpha.one", "bravo.one"],
    ],
    ["NDJSON", '{"domain":"alpha.one","x":1}\n{"domain":"bravo.one"}', ["alpha.one", "bravo.one"]],
    ["a file with a byte order mark", "\uFEFFdomain\nalpha.one", ["alpha.one"]],
    ["names of other scripts", "münchen.de\n日本.jp", ["münchen.de", "日本.jp"]],
  ])("%s", (_what, text, names) => {
    expect(readNames(text).names).toEqual(names);
  });
});

it("keeps invalid names in their places, for the server to reject", () => {
  expect(readNames("alpha.one\nnot a name\n<b>bold</b>\n{broken").names).toEqual([
    "alpha.one",
    "not a name",
    "<b>bold</b>",
    "{broken",
  ]);
});

it("accepts as many as a batch, and reports how many it leaves out", () => {
  const list = readNames("a.com\n".repeat(MAX_NAMES + 3));
  expect(list.names).toHaveLength(MAX_NAMES);
  expect(list.leftOut).toBe(3);
});

it.each([
  ["nothing", ""],
  ["white space", " \n\t\n"],
  ["a header alone", "domain\n"],
  ["a binary file", "PK\0\0\0"],
])("says what to do about %s", (_what, text) => {
  expect(() => readNames(text)).toThrow(NameListError);
});

it("does not read a file that is too large", async () => {
  const file = { name: "all.csv", size: MAX_FILE_BYTES + 1 } as File;
  await expect(readFile(file)).rejects.toThrow(/split it/);
});

it("says that a file is no text", async () => {
  await expect(readFile(new File([new Uint8Array([0xff, 0xfe, 0x80])], "x.bin"))).rejects.toThrow(
    /not UTF-8/,
  );
});
