import { describe, expect, it } from "vitest";

import { decodeBody, TextBody } from "./body-text.js";

/** As small as bytes can come. */
async function* byteByByte(bytes: Uint8Array): AsyncGenerator<Buffer> {
  for (const byte of bytes) yield Buffer.of(byte);
}
const linesOf = async (
  bytes: Uint8Array,
  charset?: string,
  maxLetters = 100,
): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of new TextBody("csv", charset, byteByByte(bytes)).lines(maxLetters))
    lines.push(line);
  return lines;
};
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

describe("what a text is decoded as", () => {
  it.each<[string, Uint8Array, string | undefined, string]>([
    ["UTF-8", Buffer.from("bücher"), undefined, "bücher"],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFbücher"), undefined, "bücher"],
    ["UTF-16 with a byte order mark", Buffer.from("\uFEFFbücher", "utf16le"), undefined, "bücher"],
    ["big-endian UTF-16 with one", utf16be("\uFEFFbücher"), undefined, "bücher"],
    ["UTF-16 without", Buffer.from("bücher", "utf16le"), undefined, "bücher"],
    ["big-endian UTF-16 without", utf16be("bücher"), undefined, "bücher"],
    ["Windows-1252", Buffer.from("b\u00fccher \u0080", "latin1"), "windows-1252", "bücher €"],
    ["Latin 1, as browsers read it", Buffer.from("b\u00fccher", "latin1"), "iso-8859-1", "bücher"],
    ["a mark that contradicts the charset", Buffer.from("\uFEFFbücher"), "iso-8859-1", "bücher"],
    ["Shift JIS", Buffer.from([0x93, 0xfa, 0x96, 0x7b]), "shift_jis", "日本"],
    ["a single letter", Buffer.from("b"), undefined, "b"],
    ["nothing", Buffer.alloc(0), undefined, ""],
  ])("%s", async (_, bytes, charset, text) => {
    expect(decodeBody(bytes, charset)).toBe(text);
    expect((await linesOf(bytes, charset)).join("\n")).toBe(text);
  });

  it.each<[string, Uint8Array, string | undefined, string]>([
    ["a charset that nobody knows", Buffer.from("abcd"), "klingon", "klingon"],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), undefined, "Content-Encoding: gzip"],
    ["a workbook", Buffer.from("PK\u0003\u0004abc"), undefined, "save the sheet as CSV"],
  ])("rejects %s", async (_, bytes, charset, detail) => {
    expect(() => decodeBody(bytes, charset)).toThrow(detail);
    await expect(linesOf(bytes, charset)).rejects.toThrow(detail);
  });
});

describe("lines", () => {
  it.each([
    ["a\nb\r\nc\rd", ["a", "b", "c", "d"]],
    ["a\r\n\r\nb\n\nc", ["a", "", "b", "", "c"]],
    ["a\n", ["a"]],
    ["a\r\r\nb", ["a", "", "b"]],
    ["\u2028a\n", ["\u2028a"]],
  ])("%j, whole and byte by byte", async (text, lines) => {
    expect(await linesOf(Buffer.from(text))).toEqual(lines);
    const whole: string[] = [];
    const body = new TextBody("csv", undefined, byteByByte(Buffer.from(text)));
    for await (const line of body.lines(100)) whole.push(line);
    expect(whole).toEqual(lines);
  });

  it("cuts off one that never ends", async () => {
    expect(await linesOf(Buffer.from("a".repeat(50)), undefined, 10)).toEqual(["a".repeat(11)]);
  });
});
