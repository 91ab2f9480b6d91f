import { safeInteger } from './safe-integer.ts';

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;
/** Seven bits a byte: so many together are still a 32-bit number. */
const SMALL_BITS = 28;

/** Bytes that are no protobuf message. */
export class NotProtobuf extends Error {
  override readonly name = 'NotProtobuf';
}

/**
 * Reads one protobuf message field by field: `next`, then what the field holds, or `skip`. Throws
 * `NotProtobuf` at bytes that are none.
 */
export class MessageReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;
  #type = VARINT;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  /** The number of the next field; 0 at the end. */
  next(): number {
    if (this.#at >= this.#end) return 0;
    const tag = this.#varint();
    this.#type = tag % 8;
    return Math.floor(tag / 8);
  }

  /** Calls back for each field; what is not read there is skipped. */
  each(read: (field: number) => void): void {
    for (let field = this.next(); field !== 0; field = this.next()) {
      const at = this.#at;
      read(field);
      if (this.#at === at) this.skip();
    }
  }

  /** Throws `position-too-large` beyond safe integers. */
  integer(): number {
    const from = this.#at;
    this.#expect(VARINT);
    const value = this.#varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    this.#at = from;
    return safeInteger(this.bits());
  }

  /** All 64 bits of a number field. */
  bits(): bigint {
    this.#expect(VARINT);
    const from = this.#at;
    this.#varint();
    let value = 0n;
    for (let at = from; at < this.#at; at += 1) {
      value += BigInt((this.#bytes[at] ?? 0) & 0x7f) << BigInt(7 * (at - from));
    }
    return BigInt.asUintN(64, value);
  }

  text(): string {
    const [from, to] = this.#delimited();
    return this.#bytes.toString('utf8', from, to);
  }

  message(): MessageReader {
    const [from, to] = this.#delimited();
    return new MessageReader(this.#bytes, from, to);
  }

  skip(): void {
    if (this.#type === VARINT) this.#varint();
    else if (this.#type === DELIMITED) this.#delimited();
    else if (this.#type === FIXED_64) this.#pass(8);
    else if (this.#type === FIXED_32) this.#pass(4);
    else throw new NotProtobuf(`a field is of type ${this.#type}`);
  }

  #expect(type: number): void {
    if (this.#type !== type) throw new NotProtobuf(`a field is of type ${this.#type}`);
  }

  #delimited(): readonly [from: number, to: number] {
    this.#expect(DELIMITED);
    const length = this.#varint();
    const from = this.#at;
    this.#pass(length);
    return [from, this.#at];
  }

  #pass(bytes: number): void {
    if (this.#at + bytes > this.#end) throw new NotProtobuf('a message ends within a field');
    this.#at += bytes;
  }

  #varint(): number {
    let value = 0;
    for (let bits = 0; bits < SMALL_BITS; bits += 7) {
      const byte = this.#byte();
      value |= (byte & 0x7f) << bits;
      if (byte < 0x80) return value;
    }
    let weight = 2 ** SMALL_BITS;
    for (;;) {
      const byte = this.#byte();
      value += (byte & 0x7f) * weight;
      if (byte < 0x80) return value;
      weight *= 0x80;
    }
  }

  #byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
    if (byte === undefined) throw new NotProtobuf('a message ends within a field');
    this.#at += 1;
    return byte;
  }
}
