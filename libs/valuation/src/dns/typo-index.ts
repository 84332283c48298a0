/**
 * Finds the famous name that a label is one slip of the finger away from: a letter left out, added, exchanged, or two
 * swapped. Both sides are looked up with each letter left out, so that a question costs as many probes as the label has
 * letters (Garbe's symmetric deletion).
 */
export class TypoIndex {
  private readonly byDeletion = new Map<string, string[]>();
  private readonly names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names);
    for (const name of this.names)
      for (const shorter of [name, ...deletions(name)]) {
        const known = this.byDeletion.get(shorter);
        if (known === undefined) this.byDeletion.set(shorter, [name]);
        else known.push(name);
      }
  }

  /** @returns undefined for a famous name itself, and for one that is no such slip */
  find(label: string): string | undefined {
    if (this.names.has(label)) return undefined;
    for (const shorter of [label, ...deletions(label)])
      for (const name of this.byDeletion.get(shorter) ?? [])
        if (isOneSlip(label, name)) return name;
    return undefined;
  }
}

const deletions = (text: string): string[] =>
  Array.from(text, (_, at) => text.slice(0, at) + text.slice(at + 1));

/** Whether one insertion, deletion, exchange or swap of neighbours makes one text of the other. */
const isOneSlip = (a: string, b: string): boolean => {
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let end = 0;
  while (end < a.length - from && end < b.length - from && a.at(-1 - end) === b.at(-1 - end))
    end += 1;
  const restA = a.slice(from, a.length - end);
  const restB = b.slice(from, b.length - end);
  if (restA.length + restB.length === 1) return true;
  if (restA.length === 1 && restB.length === 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
};
