/** A limit of this process, in total and per key. */
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
   * @returns a function that releases it, to be called once; undefined if the limit is reached
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
