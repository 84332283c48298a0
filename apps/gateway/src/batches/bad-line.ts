/** A line of NDJSON that cannot be read, in the place of the name that it should have had. */
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
