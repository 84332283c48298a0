import type { BatchedEvent } from "#contracts";

type Hashed = Pick<BatchedEvent, "seq" | "eid" | "type" | "v" | "at" | "data">;

/** JSON with sorted keys and no white space, as the server hashes it. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(",")}}`;
};

/**
 * The rolling hash of events that were received, worked out by the client itself: equal to the `hash` of the server's
 * mark when every event has come, once, in order and unchanged.
 */
export class EventHash {
  private value: Uint8Array<ArrayBuffer> = new Uint8Array(32);

  /** One call at a time, in the order of the events. */
  async add({ seq, eid, type, v, at, data }: Hashed): Promise<void> {
    const text = new TextEncoder().encode(`${seq}${canonical({ eid, type, v, at, data })}`);
    const input = new Uint8Array(this.value.length + text.length);
    input.set(this.value);
    input.set(text, this.value.length);
    this.value = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", input));
  }

  /** In the format of a mark. */
  get hex(): string {
    return [...this.value].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
