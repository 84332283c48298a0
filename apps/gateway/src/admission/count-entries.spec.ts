import fc from "fast-check";
import { expect, it } from "vitest";

import { EntryCounter } from "./count-entries.js";

const count = (text: string, ...cuts: number[]): number => {
  const bytes = Buffer.from(text);
  const counter = new EntryCounter();
  let entries = 0;
  let from = 0;
  for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    entries += counter.count(bytes.subarray(from, to));
    from = to;
  }
  return entries;
};

it.each([
  ['{"domains":["a.one","b.one"]}', 3],
  ['{"domains":[{},{},{}]}', 7],
  ["[[],[]]", 4],
  ['["a,b{[","c\\",d"]', 2],
  ['"alpha.one"\n"bravo.one"\n', 2],
  ["domain,price\nalpha.one,1\n", 4],
  ['"say ""a,b""",c', 1],
])("%s begins %i entries", (text, entries) => expect(count(text)).toBe(entries));

it("measures the nesting", () => {
  const counter = new EntryCounter();
  counter.count(Buffer.from('{"a":[[],{"b":"[[[["}],"c":'));
  counter.count(Buffer.from("[]}"));
  expect(counter.deepest).toBe(3);
});

it("finds no fewer than there are values, wherever the bytes are cut", () => {
  const values = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? 1 + Object.values(value).reduce((sum: number, inner) => sum + values(inner), 0)
      : 1;
  fc.assert(
    fc.property(fc.json(), fc.array(fc.nat(200)), (text, cuts) => {
      const entries = count(text, ...cuts);
      expect(entries).toBe(count(text));
      // A container's first value needs no comma.
      expect(2 * entries + 1).toBeGreaterThanOrEqual(values(JSON.parse(text)));
    }),
  );
});

it("measures the nesting of JSON, across chunks and outside of quotes", () => {
  const counter = new EntryCounter();
  counter.count(Buffer.from('{"a":[[1],"[[[["],'));
  expect(counter.deepest).toBe(3);
  counter.count(Buffer.from('"b":[[[1]]]}'));
  expect(counter.deepest).toBe(4);
});
