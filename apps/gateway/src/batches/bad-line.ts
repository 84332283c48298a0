/** An unreadable line of NDJSON, in place of its name. */
export class BadLine {
  readonly detail: string;

  /** @param problem such as "is not valid JSON" */
  constructor(
    readonly text: string,
    readonly lineNumber: number,
    readonly problem: string,
  ) {
    this.detail = `Line ${lineNumber} ${problem}. Write each name on a line of its own, as "alpha.one" or {"domain": "alpha.one"}.`;
  }
}
