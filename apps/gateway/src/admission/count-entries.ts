const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const BRACE = 0x7b;
const BRACKET = 0x5b;
const END_BRACE = 0x7d;
const END_BRACKET = 0x5d;

/**
 * Counts the entries of a body as its bytes arrive: every `,`, `{`, `[` and new line outside of quotes begins one.
 * In CSV, where a quote is doubled and not escaped, the count is the same. Bytes of other encodings than UTF-8 have the
 * same values here, or are counted once more.
 */
export class EntryCounter {
  private isQuoted = false;
  private isEscaped = false;
  private depth = 0;
  /** The maximum nesting of objects and lists so far. */
  deepest = 0;

  /** @returns entries that begin in these bytes */
  count(chunk: Uint8Array): number {
    let entries = 0;
    let { isQuoted, isEscaped, depth, deepest } = this;
    for (const byte of chunk) {
      if (isEscaped) isEscaped = false;
      else if (isQuoted) {
        if (byte === QUOTE) isQuoted = false;
        else if (byte === BACKSLASH) isEscaped = true;
      } else if (byte === QUOTE) isQuoted = true;
      else if (byte === COMMA || byte === LINE_FEED) entries += 1;
      else if (byte === BRACE || byte === BRACKET) {
        entries += 1;
        depth += 1;
        if (depth > deepest) deepest = depth;
      } else if (byte === END_BRACE || byte === END_BRACKET) depth -= 1;
    }
    this.isQuoted = isQuoted;
    this.isEscaped = isEscaped;
    this.depth = depth;
    this.deepest = deepest;
    return entries;
  }
}
