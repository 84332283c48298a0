/** Usual headers of a column of names, best first; only letters and digits. */
const HEADERS = [
  "domain",
  "domainname",
  "domains",
  "domainnames",
  "fqdn",
  "nomdedomaine",
  "domaine",
  "dominio",
  "domäne",
  "domänenname",
  "domeinnaam",
  "hostname",
  "host",
  "name",
  "url",
  "website",
  "site",
];
const DELIMITERS = [",", ";", "\t", "|"] as const;
type Delimiter = (typeof DELIMITERS)[number];
/** Maximum lines of a quoted cell; beyond that, its quote was never closed. */
const MAX_CELL_LINES = 50;
const MAX_CELL_LETTERS = 64 * 1024;
const HINT = /^sep=(.)$/i;

/**
 * Parses the names of a CSV file as spreadsheets, registrars and shells write it: any line ends, any of the usual
 * delimiters, with or without a header. An unclosed quote affects only its own line.
 * Pass it the lines of a file; each call returns the names of the rows completed so far.
 */
export class CsvNames {
  private delimiter: Delimiter | undefined;
  private column: number | undefined;
  /** Lines of a row whose quoted cell is not closed yet. */
  private open: string[] = [];

  /** Returns the names of the rows that end with this line. */
  add(line: string): string[] {
    if (this.open.length > 0) {
      this.open.push(line);
      return this.closeRow();
    }
    if (line.trim() === "") return [];
    if (this.column === undefined) {
      const hinted = HINT.exec(line.trim())?.[1];
      if (hinted !== undefined && this.delimiter === undefined && isDelimiter(hinted)) {
        this.delimiter = hinted;
        return [];
      }
      this.delimiter ??= firstDelimiter(line);
    }
    this.open = [line];
    return this.closeRow();
  }

  /** Returns the names of rows still open at the end of the file. */
  end(): string[] {
    const names: string[] = [];
    while (this.open.length > 0) names.push(...this.giveUp());
    return names;
  }

  private closeRow(): string[] {
    const row = this.open.join("\n");
    const cells = splitRow(row, this.delimiter);
    if (cells === "open")
      return this.open.length > MAX_CELL_LINES || row.length > MAX_CELL_LETTERS
        ? this.giveUp()
        : [];
    // A name never spans two lines: its quote was never closed.
    if (cells === "broken" || (this.open.length > 1 && this.nameOf(cells).includes("\n")))
      return this.giveUp();
    this.open = [];
    return this.take(cells);
  }

  /** Takes the first open line as a row of its own, ignoring its quotes, and parses the others again. */
  private giveUp(): string[] {
    const [first, ...others] = this.open;
    this.open = [];
    if (first === undefined) return [];
    const names = this.take(splitBare(first, this.delimiter));
    for (const line of others) names.push(...this.add(line));
    return names;
  }

  private take(cells: string[]): string[] {
    if (this.column !== undefined) return [this.nameOf(cells)];
    const header = headerColumn(cells);
    this.column = header ?? 0;
    return header === undefined ? [this.nameOf(cells)] : [];
  }

  private nameOf(cells: readonly string[]): string {
    return bare(cells[this.column ?? 0] ?? "");
  }
}

const isDelimiter = (text: string): text is Delimiter => DELIMITERS.some((one) => one === text);

/**
 * The first delimiter in the header or the first row: no title or name contains one. Undefined
 * for a single column: then any delimiter separates a later row.
 */
const firstDelimiter = (line: string): Delimiter | undefined => {
  const first = /[,;\t|]/.exec(line.replaceAll(/"[^"]*"/g, ""))?.[0];
  return first !== undefined && isDelimiter(first) ? first : undefined;
};

const headerColumn = (cells: readonly string[]): number | undefined => {
  const titles = cells.map((cell) =>
    bare(cell)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, ""),
  );
  const best = HEADERS.find((header) => titles.includes(header));
  return best === undefined ? undefined : titles.indexOf(best);
};

/** Trims spaces, and quotes that a shell or a broken export left. */
const bare = (cell: string): string =>
  cell
    .trim()
    .replace(/^["'“”‘’`]+/u, "")
    .replace(/["'“”‘’`]+$/u, "")
    .trim();

const partsRow = (letter: string | undefined, delimiter: Delimiter | undefined): boolean =>
  delimiter === undefined ? letter !== undefined && isDelimiter(letter) : letter === delimiter;

/** The cells of a row; `open` if a quoted cell has not ended, `broken` if letters follow its closing quote. */
const splitRow = (row: string, delimiter: Delimiter | undefined): string[] | "open" | "broken" => {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (row[at] === " ") at += 1;
    if (row[at] === '"') {
      let cell = "";
      let from = at + 1;
      for (;;) {
        const quote = row.indexOf('"', from);
        if (quote < 0) return "open";
        cell += row.slice(from, quote);
        from = quote + 1;
        if (row[from] !== '"') break;
        cell += '"';
        from += 1;
      }
      while (row[from] === " ") from += 1;
      cells.push(cell);
      at = from;
      if (at < row.length && !partsRow(row[at], delimiter)) return "broken";
    } else {
      let end = at;
      while (end < row.length && !partsRow(row[end], delimiter)) end += 1;
      cells.push(row.slice(at, end));
      at = end;
    }
    if (at >= row.length) return cells;
    at += 1;
  }
};

/** The cells of a line, ignoring its quotes. */
const splitBare = (line: string, delimiter: Delimiter | undefined): string[] =>
  delimiter === undefined ? line.split(/[,;\t|]/) : line.split(delimiter);
