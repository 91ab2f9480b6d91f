import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiWorld } from '../support/api-world.ts';
import { repositoryRoot } from '../support/caseline-server.ts';
import { TestClock } from '../support/engine-world.ts';
import { readmeParts, withParts } from '../support/readme-parts.ts';
import { comparable, runSession, sessionIn } from '../support/readme-session.ts';

const root = repositoryRoot();
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README.md: what is generated', () => {
  test('is what the product says today; `npm run docs` writes it anew', async () => {
    expect(withParts(readme, await readmeParts())).toBe(readme);
  });

  test('a part without a place or a maker is an error', () => {
    const text = '<!-- generated one -->\n<!-- end one -->';
    expect(() => withParts(text, { one: 'x', two: 'y' })).toThrow('no place in the text for two');
    expect(() => withParts(text, {})).toThrow('nothing makes the part one');
  });
});

describe('README.md: what is said', () => {
  const [, guarantees = ''] = readme.split('## Guarantees');
  const proofs = [
    ...(guarantees.split('\n## ')[0] ?? '').matchAll(/`([\w./-]+\.spec\.ts)` "([^"]+)"/g),
  ].map(([, file = '', title = '']) => ({ file, title }));

  test('every guarantee names a proof', () => {
    const rows = (guarantees.split('\n## ')[0] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| Guarantee'))
      .filter((line) => !line.startsWith('| ---'));
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.filter((row) => !/`[\w./-]+\.spec\.ts` "/.test(row))).toEqual([]);
    for (const promise of ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7']) {
      expect(rows.filter((row) => row.startsWith(`| ${promise} `))).toHaveLength(1);
    }
  });

  test.each(proofs)('$file proves: $title', ({ file, title }) => {
    expect(existsSync(join(root, file))).toBe(true);
    expect(titlesIn(readFileSync(join(root, file), 'utf8'))).toContain(title);
  });

  test('the scripts it names are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const commands = /npm (?:run (?:-s )?)?(demo|test|start|bench|docs|casectl)/g;
    const named = [...readme.matchAll(commands)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, name = ''] of named) expect(Object.keys(scripts)).toContain(name);
  });

  test('the folders of its layout are those that there are', () => {
    const named = [...readme.matchAll(/(?:^| )((?:apps|libs)\/[\w-]+) /gm)].map(([, name]) => name);
    expect(named.filter((folder = '') => !existsSync(join(root, folder)))).toEqual([]);
  });
});

describe('README.md: the session', () => {
  const steps = sessionIn(readme);
  let world: ApiWorld;
  let folder: string;
  let printed: readonly string[] = [];

  beforeAll(async () => {
    // The hour is fixed, so that no sentence depends on the time of day; the day is today's.
    const clock = new TestClock(`${new Date().toISOString().slice(0, 10)}T02:00:00.000Z`);
    world = await ApiWorld.start({ clock });
    folder = mkdtempSync(join(tmpdir(), 'caseline-readme-'));
    const { tokens } = world.server.access ?? {};
    printed = await runSession(steps, {
      folder,
      environment: {
        CASELINE_URL: world.server.url,
        ADMIN: tokens?.administrator ?? '',
        AGENT: tokens?.agent ?? '',
      },
    });
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await world.end();
  });

  test.each(steps.map((step, index) => ({ index, first: step.commands.split('\n')[0], ...step })))(
    'block $index ($first …) prints what is shown',
    ({ index, printed: shown }) => {
      expect(comparable(printed[index] ?? '')).toEqual(comparable(shown));
    },
  );

  test('there are blocks to run', () => expect(steps.length).toBeGreaterThan(4));
});

const TITLE = /(?:test|describe)(?:\.\w+(?:\([^]*?\))?)?\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g;

/** The titles of tests and chapters in a spec, without the marks of its strings. */
const titlesIn = (spec: string): readonly string[] =>
  [...spec.matchAll(TITLE)].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'));
