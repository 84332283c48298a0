import type { Told } from "./requests.js";

const MAX_KEPT = 50;

/** Remembers what answers tell by the names of their fields, so that later requests ask for things that exist. */
export class ToldValues {
  private readonly values = new Map<string, string[]>();

  /** Takes in a body. */
  readonly hear = (body: unknown): void => {
    if (typeof body !== "object" || body === null) return;
    for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
      if (typeof value === "string" && value !== "") this.keep(name, value);
      else this.hear(value);
    }
  };

  /** `id` of a path is any id; the rest goes by its own name. */
  readonly told: Told = (name, index) => {
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
