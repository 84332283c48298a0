import { expect, it } from "vitest";

import { readLines } from "./read-lines.js";

const bodyOf = (
  chunks: readonly (string | Uint8Array)[],
  onCancel?: () => void,
): ReadableStream<Uint8Array> => {
  const left = [...chunks];
  return new ReadableStream({
    pull: (controller) => {
      const chunk = left.shift();
      if (chunk === undefined) controller.close();
      else controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
    },
    cancel: onCancel,
  });
};
const linesOf = async (...chunks: readonly (string | Uint8Array)[]): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of readLines(bodyOf(chunks))) lines.push(line);
  return lines;
};

it("joins what was cut, leaves out empty lines, and gives a last one without its end", async () => {
  expect(await linesOf('{"a":', '1}\n{"b":2}\n', "\n", '{"c":3}')).toEqual([
    '{"a":1}',
    '{"b":2}',
    '{"c":3}',
  ]);
  expect(await linesOf()).toEqual([]);
});

it("joins a letter that was cut within", async () => {
  const bytes = new TextEncoder().encode("ä\n");
  expect(await linesOf(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(["ä"]);
});

it("cancels the body when its reader stops early", async () => {
  let isCancelled = false;
  const body = bodyOf(["one\ntwo\n", "three\n"], () => {
    isCancelled = true;
  });
  for await (const line of readLines(body)) {
    expect(line).toBe("one");
    break;
  }
  expect(isCancelled).toBe(true);
});
