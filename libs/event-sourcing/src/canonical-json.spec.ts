import { describe, expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { NotJson, canonicalJson, exactJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('is what the package canonicalize makes of any JSON value', () => {
    const key = fc.string({ unit: 'grapheme', maxLength: 8 });
    const json = fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.dictionary(key, fc.jsonValue()));
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
        expect(exactJson(value)).toBe(canonicalize(value));
      }),
      { numRuns: 1_000 },
    );
  });

  // The example of RFC 8785, 3.2.2 and 3.2.3.
  test('orders keys by their UTF-16 units and spells numbers and text in one way', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u0080': 'Control',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([
      'One', // Whole numbers come first in every object of JavaScript; here they are first anyway.
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson([333333333.33333329, 1e30, 4.5, 2e-3, 1e-27, -0])).toBe(
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    );
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\/"');
  });

  test('leaves undefined members out, where exact JSON refuses them by their place', () => {
    expect(canonicalJson({ b: 1, a: undefined })).toBe('{"b":1}');
    expect(() => exactJson({ list: [{ a: undefined }] })).toThrow('/list/0/a is undefined');
  });

  test.each([[undefined], [1n], [Number.NaN], [new Date(0)], [[, 1]], ['\ud800'], [{ f() {} }]])(
    'of %p does not exist',
    (value) => {
      expect(() => canonicalJson({ value: [value] })).toThrow(NotJson);
    },
  );
});
