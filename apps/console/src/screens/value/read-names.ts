/** Names in one batch at the most, as the API has it. */
export const MAX_NAMES = 100_000;
/** Bytes of a file at the most: what 100,000 of the longest usual names come to. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

/** A list that cannot be taken: what is wrong and what to do. */
export class NameListError extends Error {
  override readonly name = "NameListError";
}

export interface NameList {
  readonly names: readonly string[];
  /** Names beyond the most that one batch takes, which are left out. */
  readonly leftOut: number;
}

const HEADERS = new Set(["domain", "domains", "name", "names", "domain_name", "domain name"]);

/**
 * Reads names out of text: one a line, NDJSON, the first column of CSV, or several on one line. What is no name stays in
 * the list: the server says what is wrong with it, in its place.
 * @throws NameListError when there is nothing in it, or it is no text
 */
export const readNames = (text: string): NameList => {
  if (text.includes("\0"))
    throw new NameListError(
      "This is a binary file. Give text, CSV or NDJSON with one name a line.",
    );
  const names: string[] = [];
  let seen = 0;
  let isFirst = true;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/)) {
    const entries = entriesOf(line.trim());
    if (entries.length === 0) continue;
    const isHeader = isFirst && HEADERS.has((entries[0] ?? "").toLowerCase());
    isFirst = false;
    if (isHeader) continue;
    for (const entry of entries) {
      seen += 1;
      if (names.length < MAX_NAMES) names.push(entry);
    }
  }
  if (names.length === 0) throw new NameListError("There is no name in it. Give one name a line.");
  return { names, leftOut: seen - names.length };
};

const entriesOf = (line: string): readonly string[] => {
  if (line === "") return [];
  if (line.startsWith("{") || line.startsWith('["')) return jsonEntries(line);
  const cells = cellsOf(line);
  const [first = ""] = cells;
  if (cells.length > 1) {
    // `alpha.one, bravo.one` is a list; `alpha.one,1200,2026` is a row, and its name stands first.
    const filled = cells.filter((cell) => cell !== "");
    return filled.every(looksLikeName) ? filled : [first];
  }
  const words = first.split(/\s+/);
  return words.length > 1 && words.every(looksLikeName) ? words : [first];
};

const jsonEntries = (line: string): readonly string[] => {
  try {
    const value: unknown = JSON.parse(line);
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === "object" && value !== null && "domain" in value)
      return [String(value.domain)];
  } catch {
    // It is not valid JSON after all: the server says so of it, as it stands.
  }
  return [line];
};

/** The cells of a line of CSV: separated by commas, semicolons or tabs, quoted or not. */
const cellsOf = (line: string): string[] => {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[,;\t]/.test(character)) {
      cells.push(cell.trim());
      cell = "";
    } else cell += character;
  }
  return [...cells, cell.trim()];
};

const looksLikeName = (text: string): boolean =>
  /^[^\s.]+(\.[^\s.]+)+\.?$/.test(text) && !/^[\d.]+$/.test(text);

/** The text of a file. @throws NameListError when it is too large or no text */
export const readFile = async (file: File): Promise<string> => {
  if (file.size > MAX_FILE_BYTES)
    throw new NameListError(
      `${file.name} has ${(file.size / 1e6).toFixed(0)} MB. A list may have 16 MB and 100,000 names: split it.`,
    );
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new NameListError(
      `${file.name} is not UTF-8 text. Save it as text, CSV or NDJSON in UTF-8 and drop it again.`,
    );
  }
};
