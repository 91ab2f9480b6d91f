import { describe, expect, test } from '@jest/globals';
import { parsePack, shippedPack, shippedPackText } from './index.ts';

const { text: china } = shippedPackText('china-21vianet');
const { text: worldwide } = shippedPackText('worldwide');

const FILE = 'my-pack.yaml';

describe('a text that is no pack is refused with its file', () => {
  test('broken YAML names line and column', () => {
    const parsing = parsePack('id: x\nkinds: [technical\nversion: 1\n', FILE);
    if (parsing.ok) throw new Error('accepted');
    expect(parsing.faults[0]).toMatchObject({ file: FILE, path: '', line: 3 });
    expect(parsing.faults[0]?.reason).toMatch(/^line 3, column 1: /);
  });

  test('a fault has the line of the value, or of the nearest above it', () => {
    const parsing = parsePack(china.replace('warnAtPercent: 75', 'warnAtPercent: 175'), FILE);
    if (parsing.ok) throw new Error('accepted');
    const line = china.split('\n').findIndex((text) => text.startsWith('warnAtPercent')) + 1;
    expect(parsing.faults).toEqual([
      { file: FILE, path: 'warnAtPercent', line, reason: 'not from 1 to 99' },
    ]);
  });

  test.each(['', 'just words', '- 1\n- 2', '42'])('%j is not a pack', (text) => {
    expect(parsePack(text, FILE)).toMatchObject({
      ok: false,
      faults: [{ file: FILE, path: '', reason: expect.stringContaining('not a policy pack') }],
    });
  });

  test('a text that multiplies itself by aliases is refused, not expanded', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items =
        level === 0
          ? 'x'
          : Array(12)
              .fill(`*l${level - 1}`)
              .join(', ');
      return `l${level}: &l${level} [${items}]`;
    });
    const parsing = parsePack(levels.join('\n'), FILE);
    expect(parsing).toMatchObject({
      ok: false,
      faults: [{ reason: expect.stringContaining('alias count') }],
    });
  });

  test('a text over 1 MiB is refused unread', () => {
    expect(parsePack(`# ${'x'.repeat(1_048_576)}`, FILE)).toMatchObject({
      ok: false,
      faults: [{ reason: 'longer than 1048576 bytes' }],
    });
  });
});

describe('a parsed pack', () => {
  test('cannot be changed, at any depth', () => {
    const { content } = shippedPack('china-21vianet');
    const holidays = content.calendars[2]?.holidays as string[];
    expect(() => holidays.push('2027-01-01')).toThrow(TypeError);
    expect(() => Object.assign(content.kinds, { hardware: {} })).toThrow(TypeError);
  });

  test('has the same hash whatever the order of its keys, and another for other content', () => {
    const version = 'id: worldwide\nversion: 2\n';
    const reordered = worldwide.replace(version, 'version: 2\nid: worldwide\n');
    const edited = worldwide.replace('warnAtPercent: 75', 'warnAtPercent: 80');
    const [original, moved, changed] = [worldwide, reordered, edited].map((text) => {
      const parsing = parsePack(text, FILE);
      return parsing.ok ? parsing.pack.packHash : 'refused';
    });
    expect(reordered).not.toBe(worldwide);
    expect(moved).toBe(original);
    expect(changed).not.toBe(original);
  });
});
