/** Where the FNV-1a hash begins (Fowler, Noll, Vo; 32 bits). */
export const HASH_START = 0x811c9dc5;

/** One step of FNV-1a: takes one character code into the hash. Signed: `>>> 0` at the end makes it comparable. */
export const hashStep = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** The 32-bit hash of text[from, to), begun from `start`: two starts give two independent hashes. */
export const hashOf = (text: string, from = 0, to = text.length, start = HASH_START): number => {
  let hash = start | 0;
  for (let at = from; at < to; at += 1) hash = hashStep(hash, text.charCodeAt(at));
  return hash >>> 0;
};

/** Spreads a hash's last step over all of its bits (the finaliser of MurmurHash3). */
export const finishHash = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** From a name to one of `count` groups, the same on every machine. */
export const groupOf = (name: string, count: number): number => finishHash(hashOf(name)) % count;

/** A fixed map from 32-bit hashes to their place in a list, by open addressing: no text, no objects. */
export class HashIndex {
  private readonly mask: number;
  private readonly slots: Int32Array;

  constructor(private readonly hashes: Uint32Array) {
    let size = 16;
    while (size < hashes.length * 2) size *= 2;
    this.mask = size - 1;
    this.slots = new Int32Array(size).fill(-1);
    for (let place = 0; place < hashes.length; place += 1) {
      let slot = finishHash(hashes[place] as number) & this.mask;
      while (this.slots[slot] !== -1) slot = (slot + 1) & this.mask;
      this.slots[slot] = place;
    }
  }

  /** The hash's place in the list, or −1. */
  find(hash: number): number {
    let slot = finishHash(hash) & this.mask;
    for (;;) {
      const place = this.slots[slot] as number;
      if (place === -1 || this.hashes[place] === hash) return place;
      slot = (slot + 1) & this.mask;
    }
  }
}
