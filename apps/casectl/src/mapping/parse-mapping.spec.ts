/** A mapping is checked whole before anything is imported; each fault has its line and path. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SAMPLE_MAPPING } from '../import/import-scene.ts';
import { parseMapping } from './parse-mapping.ts';

const faultsAfter = (find: string, replacement: string): readonly string[] => {
  expect(SAMPLE_MAPPING).toContain(find);
  const parsing = parseMapping(SAMPLE_MAPPING.replace(find, replacement), 'sample.yaml');
  return parsing.ok ? [] : parsing.faults.map(({ path, reason }) => `${path}: ${reason}`);
};

describe('A mapping', () => {
  test('that ships with the product is sound', () => {
    const file = new URL('../../mappings/bpi-2013-incidents.yaml', import.meta.url);
    expect(parseMapping(readFileSync(file, 'utf8'), 'bpi')).toMatchObject({ ok: true });
  });

  test.each([
    ['system: sample', 'system: Sample!', /^system: a name of a-z/],
    ['system: sample', 'system: sample\nsytem: x', /^sytem: unknown key$/],
    ['case: number\n', '', /^case: /],
    ['zone: Asia/Shanghai }', 'zone: Asia/Nowhere }', /^time\/zone: unknown zone/],
    ["'2010-01-01T00:00:00Z'", "'2010'", /validFrom: an ISO 8601 instant/],
    ['do: [accept]', 'do: [acept]', /^rules\/5\/do\/0.*: no step "acept"; there are open, /],
    ['do: [accept]', 'do: [merge]', /^rules\/5\/do\/0.*: no step "merge"/],
    ['do: [note]', 'do: []', /^rules\/6\/do: /],
    ['{ status: resolved,', '{ status: solved,', /^rules\/0\/do\/1\/status/],
    ['resolution: solved', 'resolution: done', /^rules\/4\/do\/0\/resolve: .*, resolution/],
    ['impact: partial }', 'impact: 7 }', /payload of open, assessment\/impact/],
    ['  note: { note: \'{does}\' }\n', '', /^rules\/6\/do\/0\/note: payload of note, note/],
    ['email: requester@imported.invalid', 'email: nobody', /payload of open, requester\/email/],
  ])('with %j as %j is refused', (find, replacement, fault) => {
    const faults = faultsAfter(find, replacement);
    expect(faults.filter((each) => fault.test(each))).not.toEqual([]);
  });

  test('names the file and the line', () => {
    const text = SAMPLE_MAPPING.replace('do: [accept]', 'do: [acept]');
    const line = text.split('\n').findIndex((each) => each.includes('acept')) + 1;
    expect(parseMapping(text, 'mine.yaml')).toMatchObject({
      ok: false,
      faults: [{ file: 'mine.yaml', line }],
    });
  });

  test.each(['', '- list', 'a: [', 'a: 1\na: 2'])('that is %j is refused', (text) => {
    expect(parseMapping(text, 'mine.yaml').ok).toBe(false);
  });
});
