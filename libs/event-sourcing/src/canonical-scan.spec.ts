/** Whatever is called plain is canonical; what nearly all texts are is called plain. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from './canonical-json.ts';
import {
  plainIntegerEnd,
  plainMembersEnd,
  plainObjectEnd,
  plainStringEnd,
} from './canonical-scan.ts';

const isPlain = (text: string): boolean => plainObjectEnd(text, 0) === text.length;

/** What events are made of. */
const plainObject = fc.dictionary(
  fc.stringMatching(/^[a-zA-Z$][a-zA-Z0-9]{0,8}$/),
  fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.stringMatching(/^[ -!#-[\]-~éß顧客]{0,12}$/),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 3 }),
    ),
  })).value,
);

/** Any other object that JSON knows. */
const anyObject = fc.dictionary(fc.string({ maxLength: 3 }), fc.jsonValue());

/** A change to a text that may make it something else, or no JSON at all. */
const edit = fc.record({
  place: fc.nat(),
  removed: fc.nat(3),
  added: fc.oneof(
    fc.constantFrom('', ' ', '"', '\\', '{', '}', '[', ']', ',', ':', '-', '0', '1e5', '.5'),
    fc.constantFrom('"a":1,', ',"a":1', '\\u0041', '\ud800', '\u007f', '\n', 'null', '__proto__'),
    fc.string({ maxLength: 3 }),
  ),
});

describe('A look at canonical JSON', () => {
  test('knows what events are made of', () => {
    fc.assert(fc.property(plainObject, (value) => isPlain(canonicalJson(value))));
  });

  test('calls nothing plain that is not the canonical text of what it says', () => {
    fc.assert(
      fc.property(fc.oneof(plainObject, anyObject), edit, (value, { place, removed, added }) => {
        const text = canonicalJson(value);
        const at = place % (text.length + 1);
        const edited = text.slice(0, at) + added + text.slice(at + removed);
        return !isPlain(edited) || canonicalJson(JSON.parse(edited)) === edited;
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    ['a key twice', '{"a":1,"a":2}'],
    ['keys out of order', '{"ab":1,"a":2}'],
    ['a space', '{"a": 1}'],
    ['an escape', '{"a":"\\u0061"}'],
    ['a zero below zero', '{"a":-0}'],
    ['a leading zero', '{"a":01}'],
    ['a fraction', '{"a":1.0}'],
    ['a power', '{"a":1e1}'],
    ['an integer that is not safe', '{"a":9007199254740993}'],
    ['a trailing comma', '{"a":[1,]}'],
    ['half a character', '{"a":"\ud800"}'],
    ['a control character', '{"a":"\n"}'],
    ['no end', '{"a":"b'],
    ['another key than ASCII', '{"ä":1}'],
    ['much depth', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`],
    ['a list', '[]'],
  ])('leaves %s to whoever parses', (_what, text) => {
    expect(plainObjectEnd(text, 0)).toBe(-1);
  });

  test('says where a value ends', () => {
    expect(plainObjectEnd('x{"a":[{},[]],"b":false}y', 1)).toBe(24);
    expect(plainStringEnd('"ab",', 0)).toBe(4);
    expect(plainIntegerEnd('-12,', 0)).toBe(3);
    expect(plainIntegerEnd('0', 0)).toBe(1);
  });

  test('says where the order of members ends', () => {
    expect(plainMembersEnd('{"b":1,"c":2,"a":3}', 0)).toBe('{"b":1,"c":2'.length);
    expect(plainMembersEnd('{"b":1}', 0)).toBe('{"b":1'.length);
    expect(plainMembersEnd('{}', 0)).toBe(1);
  });
});
