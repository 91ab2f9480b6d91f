/**
 * Looks at canonical JSON without parsing it. It knows the plain form that nearly all texts have:
 * no escapes, integers alone, keys of printable ASCII, little depth. What it does not know is not
 * wrong, and has to be parsed to be told.
 */

/** Deeper values are not plain. Far below what is stored at most, as this calls itself. */
const MAX_PLAIN_DEPTH = 32;
/** Integers with more digits may not be safe, and are spelt otherwise when they are large. */
const MAX_PLAIN_DIGITS = 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const FIRST_PRINTABLE = 0x20;
const LAST_PRINTABLE = 0x7e;

const NOT_PLAIN = -1;

/** Where the object that begins at `from` ends: behind it; -1 for anything that is not plain. */
export function plainObjectEnd(text: string, from: number, depth = 0): number {
  const end = plainMembersEnd(text, from, depth);
  return end >= 0 && text.charCodeAt(end) === CLOSE_OBJECT ? end + 1 : NOT_PLAIN;
}

/**
 * Where the members that are in canonical order end, of the object that begins at `from`: at its
 * closing brace, or at the comma before a member that is out of order. -1 where one is not plain.
 */
export function plainMembersEnd(text: string, from: number, depth = 0): number {
  if (text.charCodeAt(from) !== OPEN_OBJECT || depth === MAX_PLAIN_DEPTH) return NOT_PLAIN;
  if (text.charCodeAt(from + 1) === CLOSE_OBJECT) return from + 1;
  let before = NOT_PLAIN;
  let at = from;
  // Ends with the text: each turn goes on behind a member.
  for (;;) {
    const key = at + 1;
    const value = plainKeyEnd(text, key) + 1;
    if (value === 0) return NOT_PLAIN;
    if (before >= 0 && !isBefore(text, before, key)) return at;
    before = key;
    at = plainValueEnd(text, value, depth + 1);
    if (at < 0) return NOT_PLAIN;
    const code = text.charCodeAt(at);
    if (code === CLOSE_OBJECT) return at;
    if (code !== COMMA) return NOT_PLAIN;
  }
}

/** Where the string that begins at `from` ends, behind its quote; -1 where it is not plain. */
export function plainStringEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return NOT_PLAIN;
  let at = from + 1;
  let code = text.charCodeAt(at);
  // Ends with the text, where the code is no number.
  while (code !== QUOTE) {
    if (!(code >= FIRST_PRINTABLE) || code === BACKSLASH || isSurrogate(code)) return NOT_PLAIN;
    at += 1;
    code = text.charCodeAt(at);
  }
  return at + 1;
}

/** Halves of characters are told from whole ones by whoever parses. */
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

/** Where the colon behind a key is. */
function plainKeyEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== QUOTE) return NOT_PLAIN;
  let at = from + 1;
  let code = text.charCodeAt(at);
  while (code !== QUOTE) {
    const isPlain = code >= FIRST_PRINTABLE && code <= LAST_PRINTABLE && code !== BACKSLASH;
    if (!isPlain) return NOT_PLAIN;
    at += 1;
    code = text.charCodeAt(at);
  }
  return text.charCodeAt(at + 1) === COLON ? at + 1 : NOT_PLAIN;
}

/** Whether one key comes before another one; two that are equal do not. */
function isBefore(text: string, one: number, other: number): boolean {
  let at = 1;
  // Ends with the shorter key at the latest.
  for (;;) {
    const code = text.charCodeAt(one + at);
    const otherCode = text.charCodeAt(other + at);
    if (code === QUOTE || otherCode === QUOTE) return code === QUOTE && otherCode !== QUOTE;
    if (code !== otherCode) return code < otherCode;
    at += 1;
  }
}

function plainValueEnd(text: string, from: number, depth: number): number {
  const code = text.charCodeAt(from);
  if (code === QUOTE) return plainStringEnd(text, from);
  if (code === OPEN_OBJECT) return plainObjectEnd(text, from, depth);
  if (code === OPEN_LIST) return plainListEnd(text, from, depth);
  if (code === MINUS || (code >= ZERO && code <= NINE)) return plainIntegerEnd(text, from);
  return plainWordEnd(text, from);
}

function plainWordEnd(text: string, from: number): number {
  if (text.startsWith('null', from) || text.startsWith('true', from)) return from + 4;
  return text.startsWith('false', from) ? from + 5 : NOT_PLAIN;
}

function plainListEnd(text: string, from: number, depth: number): number {
  if (depth === MAX_PLAIN_DEPTH) return NOT_PLAIN;
  if (text.charCodeAt(from + 1) === CLOSE_LIST) return from + 2;
  let at = from;
  // Ends with the text: each turn goes on behind a member.
  for (;;) {
    at = plainValueEnd(text, at + 1, depth + 1);
    if (at < 0) return NOT_PLAIN;
    const code = text.charCodeAt(at);
    if (code === CLOSE_LIST) return at + 1;
    if (code !== COMMA) return NOT_PLAIN;
  }
}

/** A zero stands alone, and has no sign. */
export function plainIntegerEnd(text: string, from: number): number {
  const isNegative = text.charCodeAt(from) === MINUS;
  const first = isNegative ? from + 1 : from;
  if (text.charCodeAt(first) === ZERO) return isNegative ? NOT_PLAIN : first + 1;
  let at = first;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at > first && at - first <= MAX_PLAIN_DIGITS ? at : NOT_PLAIN;
}
