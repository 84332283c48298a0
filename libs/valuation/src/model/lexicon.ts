import { finishHash, HASH_START, hashStep } from "./hashing.js";

/** Where the second hash begins. The first says where a word is looked for, the second whether it is the one. */
const SECOND_START = 0x9747b28c;
const NEW_LINE = 10;
const TAB = 9;
const LETTER_A = 97;
const DIGIT_0 = 48;

/** The lexicon's text is not what it should be. */
export class LexiconError extends Error {
  override readonly name = "LexiconError";
}

/**
 * How common words are, by list: in web pages, speech, encyclopaedias, as names of people, and so on. Each score is
 * 0 (not in the list) to 255 (the most common). Words are kept as hashes: of a billion words that are in no list,
 * one is taken for another.
 */
export class Lexicon {
  private constructor(
    readonly columns: readonly string[],
    readonly size: number,
    private readonly mask: number,
    /** Two numbers a slot, side by side so that one look at memory gives both: the second hash, and the row + 1. */
    private readonly slots: Uint32Array,
    private readonly scores: Uint8Array,
  ) {}

  /**
   * Reads lines of `word TAB letter score letter score …`, below one line that names the columns a, b, c, ….
   * @param text ASCII
   * @throws LexiconError names the line
   */
  static parse(text: Uint8Array): Lexicon {
    const headerEnd = text.indexOf(NEW_LINE);
    if (headerEnd < 0) throw new LexiconError("The lexicon has no line that names its columns.");
    const columns = new TextDecoder().decode(text.subarray(0, headerEnd)).split(" ");
    let size = 0;
    for (let at = headerEnd + 1; at < text.length; at += 1) if (text[at] === NEW_LINE) size += 1;
    let count = 16;
    while (count < size * 2) count *= 2;
    const mask = count - 1;
    const slots = new Uint32Array(count * 2);
    const scores = new Uint8Array(size * columns.length);

    let at = headerEnd + 1;
    for (let row = 0; row < size; row += 1) {
      let one = HASH_START | 0;
      let two = SECOND_START | 0;
      while (at < text.length && text[at] !== TAB) {
        one = hashStep(one, text[at] as number);
        two = hashStep(two, text[at] as number);
        at += 1;
      }
      at += 1;
      while (at < text.length && text[at] !== NEW_LINE) {
        const column = (text[at] as number) - LETTER_A;
        let score = 0;
        at += 1;
        while (at < text.length && (text[at] as number) <= DIGIT_0 + 9 && text[at] !== NEW_LINE) {
          score = score * 10 + (text[at] as number) - DIGIT_0;
          at += 1;
        }
        if (column < 0 || column >= columns.length || score < 1 || score > 255)
          throw new LexiconError(`Line ${row + 2} of the lexicon is not "word TAB letter score…".`);
        scores[row * columns.length + column] = score;
      }
      at += 1;
      let slot = finishHash(one) & mask;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = two;
      slots[slot * 2 + 1] = row + 1;
    }
    return new Lexicon(columns, size, mask, slots, scores);
  }

  /** The row of text[from, to), or −1 when no list has it. */
  find(text: string, from = 0, to = text.length): number {
    let one = HASH_START | 0;
    let two = SECOND_START | 0;
    for (let at = from; at < to; at += 1) {
      const code = text.charCodeAt(at);
      one = hashStep(one, code);
      two = hashStep(two, code);
    }
    return this.findHashed(one, two);
  }

  /** Calls `visit` for the rows of text[from, end) for each end: one hash step a character instead of one a word. */
  findAll(
    text: string,
    from: number,
    longest: number,
    visit: (end: number, row: number) => void,
  ): void {
    let one = HASH_START | 0;
    let two = SECOND_START | 0;
    for (let end = from + 1; end <= Math.min(text.length, from + longest); end += 1) {
      const code = text.charCodeAt(end - 1);
      one = hashStep(one, code);
      two = hashStep(two, code);
      visit(end, this.findHashed(one, two));
    }
  }

  /** The score of a row in a column, 0 to 255; 0 for the row −1. */
  score(row: number, column: number): number {
    return row < 0 ? 0 : (this.scores[row * this.columns.length + column] as number);
  }

  /** Which column has this name. @throws LexiconError when none has */
  column(name: string): number {
    const at = this.columns.indexOf(name);
    if (at < 0) throw new LexiconError(`The lexicon has no column "${name}".`);
    return at;
  }

  private findHashed(one: number, two: number): number {
    const wanted = two >>> 0;
    let slot = finishHash(one) & this.mask;
    for (;;) {
      const row = this.slots[slot * 2 + 1] as number;
      if (row === 0 || this.slots[slot * 2] === wanted) return row - 1;
      slot = (slot + 1) & this.mask;
    }
  }
}
