/** STYLE.md as failing tests; each rule is also shown a sample that breaks it. */
import { describe, expect, test } from '@jest/globals';
import { impureCallsIn, luxonTraps } from './calls.ts';
import { workspaceOf } from './imports.ts';
import { emptyNames } from './names.ts';
import { silentSkips, unreasonedRemarks } from './remarks.ts';
import { pathsBelow, sourceFiles, workspaces } from './repository.ts';
import type { SourceFile } from './repository.ts';
import { longFiles, longFunctions, longLines, manyParameters } from './sizes.ts';

const files = sourceFiles();
const all = workspaces();

function impureCalls(file: SourceFile): readonly string[] {
  const workspace = workspaceOf(file.path, all);
  return workspace === undefined ? [] : impureCallsIn(workspace, file);
}

const fileRules = {
  'no file is longer than 300 lines': longFiles,
  'no line is wider than 100 columns': longLines,
  'no function is longer than 70 lines': longFunctions,
  'no function takes more than 3 positional parameters': manyParameters,
  'the pure core asks for no clock, chance, timer or environment': impureCalls,
  'luxon is never asked for arithmetic on wall time': luxonTraps,
  'unfinished work says because of what': unreasonedRemarks,
  'no test is switched off in silence': silentSkips,
} satisfies Record<string, (file: SourceFile) => readonly string[]>;

const core = 'libs/case-domain/src/sample.ts';
const lines = (count: number): string => '  call();\n'.repeat(count);

const brokenSamples: readonly (readonly [keyof typeof fileRules, SourceFile])[] = [
  ['no file is longer than 300 lines', { path: core, text: lines(301) }],
  ['no line is wider than 100 columns', { path: core, text: `// ${'x'.repeat(98)}` }],
  ['no function is longer than 70 lines', { path: core, text: `function f() {\n${lines(69)}}` }],
  ['no function is longer than 70 lines', { path: core, text: `const f = () => {\n${lines(69)}}` }],
  [
    'no function takes more than 3 positional parameters',
    { path: core, text: 'class A { constructor(a: 1, b: 2, c: 3, d: 4) {} }' },
  ],
  ...[
    'Date.now()',
    'new Date()',
    'Math.random()',
    'randomUUID()',
    'crypto.randomUUID()',
    'performance.now()',
    'process.env.PORT',
    'setTimeout(run, 5)',
  ].map(
    (call) =>
      [
        'the pure core asks for no clock, chance, timer or environment',
        { path: core, text: `const value = ${call};` },
      ] as const,
  ),
  ...['DateTime.fromObject({})', 'at.startOf("day")', 'at.plus({ days: 1 })', 'at.set({})'].map(
    (call) =>
      [
        'luxon is never asked for arithmetic on wall time',
        { path: 'libs/business-calendar/src/sample.ts', text: `${call};` },
      ] as const,
  ),
  ['unfinished work says because of what', { path: core, text: `// ${'TO'}DO later` }],
  ['no test is switched off in silence', { path: core, text: 'test.only("a", run);' }],
  ['no test is switched off in silence', { path: core, text: 'describe.skip("a", run);' }],
  ['no test is switched off in silence', { path: core, text: 'xtest("a", run);' }],
];

const soundSamples: readonly (readonly [keyof typeof fileRules, SourceFile])[] = [
  ['no file is longer than 300 lines', { path: core, text: lines(300) }],
  ['no function is longer than 70 lines', { path: core, text: `function f() {\n${lines(68)}}` }],
  [
    'no function is longer than 70 lines',
    { path: core, text: `describe('a', () => {\n${lines(99)}});` },
  ],
  [
    'no function is longer than 70 lines',
    { path: core, text: `function suite() { describe('a', () => {\n${lines(99)}}); }` },
  ],
  [
    'no function takes more than 3 positional parameters',
    { path: 'apps/api/src/sample.ts', text: 'class A { constructor(a, b, c, d) {} }' },
  ],
  [
    'the pure core asks for no clock, chance, timer or environment',
    { path: core, text: 'const at = new Date(command.at);' },
  ],
  [
    'the pure core asks for no clock, chance, timer or environment',
    { path: 'apps/api/src/sample.ts', text: 'const at = Date.now();' },
  ],
  [
    'luxon is never asked for arithmetic on wall time',
    { path: 'libs/business-calendar/src/sample.ts', text: 'zones.set(name, zone);' },
  ],
  [
    'no test is switched off in silence',
    { path: core, text: "test.skip('a [skipped: no log]', run);" },
  ],
];

describe('Every source file is in style', () => {
  test.each(Object.entries(fileRules))('%s', (_rule, faultsOf) => {
    expect(files.flatMap(faultsOf)).toEqual([]);
  });

  test('folders and files are named by their purpose', () => {
    const paths = pathsBelow(['apps', 'libs', 'test', 'infra']);
    expect(paths.flatMap(emptyNames)).toEqual([]);
  });
});

describe('The rules of style are seen to fail', () => {
  test.each(brokenSamples)('%s: %j', (rule, sample) => {
    expect(fileRules[rule](sample)).toHaveLength(1);
  });

  test.each(soundSamples)('but not in vain: %s: %j', (rule, sample) => {
    expect(fileRules[rule](sample)).toEqual([]);
  });

  test.each(['libs/a/src/utils', 'apps/api/src/types.ts', 'apps/api/src/cases/dtos'])(
    'the name %s is refused',
    (path) => {
      expect(emptyNames(path)).toHaveLength(1);
    },
  );
});
