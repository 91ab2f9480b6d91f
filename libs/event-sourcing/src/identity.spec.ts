import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { commandIdOf, derivedId, eventIdOf, eventIdsOf } from './identity.ts';

describe('derived ids', () => {
  test('are UUIDs of version 5, as the package uuid makes them', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(1_000), (commandId, index) => {
        expect(eventIdOf(commandId, index)).toBe(v5(String(index), commandId));
      }),
    );
  });

  test('are those of the whole name, however long and in whatever script', () => {
    const namespace = '6f0b2a4e-5d1c-5c6e-9a53-0d5c8f2f7b11';
    const names = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.nat(2_000));
    fc.assert(
      fc.property(names, (drawn) => {
        const name = typeof drawn === 'string' ? drawn : '件'.repeat(drawn);
        expect(derivedId(name)).toBe(v5(`${name.length}:${name}`, namespace));
      }),
    );
  });

  test('are the same for the same parts, and differ where the parts are cut differently', () => {
    expect(derivedId('ab', 'c')).toBe(derivedId('ab', 'c'));
    expect(derivedId('ab', 'c')).not.toBe(derivedId('a', 'bc'));
    expect(commandIdOf('case-1', 'key')).not.toBe(commandIdOf('case-2', 'key'));
  });

  test('of one command are remembered, in whatever order they are asked for', () => {
    const idAt = eventIdsOf(derivedId('a command'));
    expect([idAt(2), idAt(0), idAt(2)]).toEqual(
      [2, 0, 2].map((n) => eventIdOf(derivedId('a command'), n)),
    );
  });
});
