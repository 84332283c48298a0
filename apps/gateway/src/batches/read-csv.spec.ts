import { describe, expect, it } from "vitest";

import { CsvNames } from "./read-csv.js";

const read = (text: string): string[] => {
  const csv = new CsvNames();
  return [...text.split(/\r\n|\n|\r/).flatMap((line) => csv.add(line)), ...csv.end()];
};

describe("names of a CSV", () => {
  it.each([
    ["no header", "a.one\nb.one", ["a.one", "b.one"]],
    ["the header domain", "domain\na.one", ["a.one"]],
    ["a header as registrars write it", '"Domain Name","Expires"\n"a.one","2027"', ["a.one"]],
    ["the name in a later column", "#,Auto renew,Domain Name\n1,yes,a.one", ["a.one"]],
    ["the better of two headers", "Name,Domain\nAnna,a.one", ["a.one"]],
    ["semicolons and decimal commas", "Domäne;Preis\na.one;1,50", ["a.one"]],
    ["semicolons without a header", "a.one;1,50\nb.one;2,00", ["a.one", "b.one"]],
    ["tabs", "Domain\tPrice\na.one\t5", ["a.one"]],
    ["bars", "domain|price\na.one|5", ["a.one"]],
    ["a hint of Excel's", "sep=;\nDomain;Price\na.one;1", ["a.one"]],
    ["one column, and more in a later row", "domain\na.one\nb.one;9", ["a.one", "b.one"]],
    [
      "quoted cells with all that needs quotes",
      'domain,note\na.one,"x, ""y""\nz"\nb.one,',
      ["a.one", "b.one"],
    ],
    [
      "spaces and a no-break space around",
      "domain , price\n a.one , 1\n\u00a0b.one,2",
      ["a.one", "b.one"],
    ],
    ["rows that are too short", "price,domain\n1,a.one\n2", ["a.one", ""]],
    ["empty lines", "\ndomain\n\na.one\n\n", ["a.one"]],
    ["nothing", "", []],
    ["a header alone", "domain", []],
  ])("%s", (_, text, names) => {
    expect(read(text)).toEqual(names);
  });

  it.each([
    ["a quote that opens and never closes", 'domain\n"a.one\nb.one\nc.one'],
    ["a quote that closes and never opened", 'domain\na.one"\nb.one\nc.one'],
    ["two of them, lines apart", 'domain\n"a.one\nb.one\nc.one"'],
    ["one in each line", '"a.one\n"b.one\n"c.one'],
    ["single quotes of a shell", "'a.one'\n'b.one'\n'c.one'"],
    ["curly quotes", "“a.one”\n“b.one”\n“c.one”"],
    ["an open quote in another column", 'domain,note\na.one,"oops\nb.one,x\nc.one,y'],
  ])("costs no other line: %s", (_, text) => {
    expect(read(text)).toEqual(["a.one", "b.one", "c.one"]);
  });

  it("takes time in proportion, whatever is not closed", () => {
    const line = `x,"${"y".repeat(1_000)}`;
    const startMs = performance.now();
    read(Array.from({ length: 5_000 }, () => line).join("\n"));
    read(`"${"y\n".repeat(100_000)}`);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});
