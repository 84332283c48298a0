import { TextDecoder } from "node:util";

import { ProblemError } from "./problem-error.js";
import type { BodyFormat } from "./media-type.js";

/** Bytes needed to recognise a byte order mark, UTF-16 without one, and binary files. */
const SNIFFED_BYTES = 4;

/** Files that programs send in place of text, by their first bytes. */
const NO_TEXT: readonly (readonly [bytes: readonly number[], detail: string])[] = [
  [[0x1f, 0x8b], "The body is gzip data: send it with the header `Content-Encoding: gzip`."],
  [
    [0x28, 0xb5, 0x2f, 0xfd],
    "The body is Zstandard data: decompress it, or send it as gzip with `Content-Encoding: gzip`.",
  ],
  [
    [0x50, 0x4b, 0x03, 0x04],
    "The body is a ZIP file or a workbook (.xlsx): save the sheet as CSV, and send that.",
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    "The body is a workbook (.xls): save the sheet as CSV, and send that.",
  ],
];

/**
 * The decoder of a text by its first bytes and its declared charset. A byte order mark overrides the
 * declared charset, as in browsers; without either it is UTF-8.
 * @throws ProblemError for an unknown charset, and for binary files
 */
const decoderOf = (start: Uint8Array, charset: string | undefined): TextDecoder => {
  const noText = NO_TEXT.find(([bytes]) => bytes.every((byte, index) => start[index] === byte));
  if (noText !== undefined) throw new ProblemError("unsupported-media-type", noText[1]);
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le");
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be");
  if (first === 0xef && second === 0xbb && start[2] === 0xbf) return new TextDecoder("utf-8");
  if (charset === undefined || charset === "utf8mb4") {
    // A text begins with a letter, a quote or a bracket: in UTF-16 its other byte is 0.
    if (first !== 0 && second === 0) return new TextDecoder("utf-16le");
    if (first === 0 && second !== 0 && second !== undefined) return new TextDecoder("utf-16be");
    return new TextDecoder("utf-8");
  }
  try {
    return new TextDecoder(charset);
  } catch {
    throw new ProblemError(
      "unsupported-media-type",
      `The charset "${charset.slice(0, 40)}" is not known. Send utf-8, or another of the Encoding Standard such as windows-1252, iso-8859-1, utf-16le or shift_jis.`,
    );
  }
};

/** A whole body as text, without its byte order mark. @throws ProblemError */
export const decodeBody = (body: Uint8Array, charset: string | undefined): string => {
  const decoder = decoderOf(body.subarray(0, SNIFFED_BYTES), charset);
  // As a stream: otherwise Node decodes Windows-1252 as Latin 1 (nodejs/node#56542).
  return decoder.decode(body, { stream: true }) + decoder.decode();
};

/** A body of lines that is read while it arrives: CSV or NDJSON. */
export class TextBody {
  constructor(
    readonly format: Exclude<BodyFormat, "json">,
    private readonly charset: string | undefined,
    private readonly bytes: AsyncIterable<Buffer>,
  ) {}

  /**
   * Its text, piece by piece, without a byte order mark.
   * @param maxBytes of the body, decompressed
   * @throws ProblemError
   */
  async *pieces(maxBytes = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
    let decoder: TextDecoder | undefined;
    let start = Buffer.alloc(0);
    let length = 0;
    for await (const chunk of this.bytes) {
      length += chunk.length;
      if (length > maxBytes)
        throw new ProblemError(
          "payload-too-large",
          `The body is larger than ${maxBytes / 1024 / 1024} MiB.`,
        );
      if (decoder !== undefined) {
        yield decoder.decode(chunk, { stream: true });
        continue;
      }
      start = Buffer.concat([start, chunk]);
      if (start.length < SNIFFED_BYTES) continue;
      decoder = decoderOf(start, this.charset);
      yield decoder.decode(start, { stream: true });
    }
    decoder ??= decoderOf(start, this.charset);
    if (length < SNIFFED_BYTES) yield decoder.decode(start, { stream: true });
    yield decoder.decode();
  }

  /**
   * Its lines as they arrive, with any line ends. A line that never ends is cut after `maxLetters`, and the caller
   * rejects it as too long.
   */
  async *lines(maxLetters: number, maxBytes?: number): AsyncGenerator<string> {
    let rest = "";
    let endedInReturn = false;
    for await (const piece of this.pieces(maxBytes)) {
      if (piece === "") continue;
      const text = endedInReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
      endedInReturn = piece.endsWith("\r");
      const parts = (rest + text).split(/\r\n|\n|\r/);
      rest = (parts.pop() ?? "").slice(0, maxLetters + 1);
      yield* parts;
    }
    if (rest !== "") yield rest;
  }
}
