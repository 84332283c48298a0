import { expect, it } from "vitest";

import { csvCell, csvOf } from "./csv.js";
import { rowOf } from "./row.js";

it.each([
  ["=1+1", `"'=1+1"`],
  ["+1", `"'+1"`],
  ["-1", `"'-1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ["\t=1", `"'\t=1"`],
  ["alpha.one", "alpha.one"],
  ["a,b", '"a,b"'],
  ["a\nb", '"a\nb"'],
])("%j stands in a cell as text", (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

it("writes a row for each name, errors too", () => {
  const rows = [
    rowOf(
      {
        domain: "alpha.one",
        input: "Alpha.one",
        value: "1145.46",
        currency: "USD",
        low: "820.00",
        high: "1600.00",
        confidence: 0.62,
        chosen_source: "vwap",
      } as never,
      0,
    ),
    rowOf({ input: "=x", index: 1, error: { code: "single_label", detail: "one label" } }, 1),
  ];
  expect(csvOf(rows).join("")).toBe(
    "input,domain,value,currency,low,high,retail,confidence,source,error\r\n" +
      "Alpha.one,alpha.one,1145.46,USD,820.00,1600.00,,0.62,vwap,\r\n" +
      `"'=x",,,,,,,,,single_label: one label\r\n`,
  );
});
