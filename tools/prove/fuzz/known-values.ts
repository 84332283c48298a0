import type { KnownValue } from "./requests.js";

const MAX_KEPT = 50;

/** Collects values from answers by field name, so that later requests refer to existing resources. */
export class KnownValues {
  private readonly values = new Map<string, string[]>();

  /** Collects the values of a body. */
  readonly collect = (body: unknown): void => {
    if (typeof body !== "object" || body === null) return;
    for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
      if (typeof value === "string" && value !== "") this.keep(name, value);
      else this.collect(value);
    }
  };

  /** For a path's `id` any id; otherwise a value of the same name. */
  readonly known: KnownValue = (name, index) => {
    const kept = this.values.get(name) ?? [];
    return kept[index % Math.max(1, kept.length)];
  };

  private keep(name: string, value: string): void {
    for (const key of name.endsWith("_id")
      ? [name, "id"]
      : [name === "next_cursor" ? "cursor" : name]) {
      const kept = this.values.get(key) ?? [];
      if (kept.includes(value)) continue;
      kept.push(value);
      if (kept.length > MAX_KEPT) kept.shift();
      this.values.set(key, kept);
    }
  }
}
