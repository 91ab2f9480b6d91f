const FIRST_SLOTS = 1 << 12;
const MAX_LOAD = 0.6;

/**
 * Remembers strings by a 64-bit fingerprint in 8 bytes each: a million ids in 32 MiB at most, where
 * a `Set` takes several times that. Two different strings look the same once in 10^7 logs of a
 * million events.
 */
export class FingerprintSet {
  #slots = new Uint32Array(FIRST_SLOTS * 2);
  #size = 0;

  /** Adds the string; true when it was there before. */
  add(text: string): boolean {
    if (this.#size > (this.#slots.length / 2) * MAX_LOAD) this.#grow();
    const [high, low] = fingerprint(text);
    const added = place(this.#slots, high, low);
    if (added) this.#size += 1;
    return !added;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [high = 0, low = 0] = this.#slots.subarray(at, at + 2);
      if (high !== 0 || low !== 0) place(larger, high, low);
    }
    this.#slots = larger;
  }
}

/** Puts a fingerprint into its slot; false when it is there already. */
function place(slots: Uint32Array, high: number, low: number): boolean {
  const mask = slots.length / 2 - 1;
  let slot = low & mask;
  // Ends: the table is never full.
  for (;;) {
    const at = slot * 2;
    if (slots[at] === 0 && slots[at + 1] === 0) {
      slots[at] = high;
      slots[at + 1] = low;
      return true;
    }
    if (slots[at] === high && slots[at + 1] === low) return false;
    slot = (slot + 1) & mask;
  }
}

/** Never both zero: that marks an empty slot. */
function fingerprint(text: string): [number, number] {
  let high = 0x9e3779b9;
  let low = 0x7f4a7c15;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 15;
    low = Math.imul(low + unit, 0xc2b2ae35);
    low ^= low >>> 13;
  }
  low = Math.imul(low ^ (high >>> 7), 0x27d4eb2f);
  low ^= low >>> 16;
  return [high >>> 0, low === 0 ? 1 : low >>> 0];
}
