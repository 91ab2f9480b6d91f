const DELIMITED = 2;
const SMALLEST_BYTES = 256;
const MAX_VARINT_BYTES = 10;

/**
 * Writes one protobuf message from its end to its beginning: the length of what is nested stands
 * before it, and is known once it is written. So the fields are given last first.
 */
export class MessageWriter {
  #bytes: Buffer;
  /** Everything from here on is written. */
  #start: number;

  /** `expectedBytes` spares making room later. */
  constructor(expectedBytes: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(expectedBytes, SMALLEST_BYTES));
    this.#start = this.#bytes.length;
  }

  text(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.#makeRoom(length + 2 * MAX_VARINT_BYTES);
    this.#start -= length;
    this.#bytes.write(text, this.#start, length, 'utf8');
    this.#head(field, length);
  }

  /** A number field; like all of protobuf 3 it is left out where it is 0. */
  integer(field: number, value: number): void {
    if (value === 0) return;
    this.member(field, value);
  }

  /** A number field that is a choice among others, so it is written even where it is 0. */
  member(field: number, value: number): void {
    this.#makeRoom(2 * MAX_VARINT_BYTES);
    this.#varint(value);
    this.#varint(field * 8);
  }

  /** A message in this one; `write` gives its fields, last first. */
  nested(field: number, write: () => void): void {
    const end = this.#bytes.length - this.#start;
    write();
    this.#makeRoom(2 * MAX_VARINT_BYTES);
    this.#head(field, this.#bytes.length - this.#start - end);
  }

  /** A message without fields: that it is there says everything. */
  empty(field: number): void {
    this.#makeRoom(2 * MAX_VARINT_BYTES);
    this.#head(field, 0);
  }

  written(): Buffer {
    return this.#bytes.subarray(this.#start);
  }

  #head(field: number, length: number): void {
    this.#varint(length);
    this.#varint(field * 8 + DELIMITED);
  }

  /** A whole number from 0 to 2^53. Its own order is least first, so its length comes first. */
  #varint(value: number): void {
    if (value < 0x80) {
      this.#start -= 1;
      this.#bytes[this.#start] = value;
      return;
    }
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length += 1;
    this.#start -= length;
    let rest = value;
    for (let index = 0; index < length; index += 1) {
      this.#bytes[this.#start + index] = (rest % 0x80) + (index < length - 1 ? 0x80 : 0);
      rest = Math.floor(rest / 0x80);
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#start >= bytes) return;
    const written = this.written();
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + bytes));
    this.#start = larger.length - written.length;
    written.copy(larger, this.#start);
    this.#bytes = larger;
  }
}
