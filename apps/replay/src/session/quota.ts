/** How many of one thing this process has at once, and how many of them one key may have. */
export class Quota {
  private total = 0;
  private readonly perKey = new Map<string, number>();

  constructor(
    private readonly max: number,
    private readonly maxPerKey: number,
  ) {}

  /**
   * Takes one.
   * @param key its name; undefined where there are no keys
   * @returns what gives it back, to be called once; undefined when there is none left
   */
  take(key: string | undefined): (() => void) | undefined {
    const ofKey = key === undefined ? 0 : (this.perKey.get(key) ?? 0);
    if (this.total >= this.max || ofKey >= this.maxPerKey) return undefined;
    this.total += 1;
    if (key !== undefined) this.perKey.set(key, ofKey + 1);
    return () => {
      this.total -= 1;
      if (key === undefined) return;
      const left = (this.perKey.get(key) ?? 1) - 1;
      if (left === 0) this.perKey.delete(key);
      else this.perKey.set(key, left);
    };
  }
}
