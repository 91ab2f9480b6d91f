/** The layer rule over the real imports, by other means than ESLint; and exports nobody uses. */
import { describe, expect, test } from '@jest/globals';
import { deadExports } from './exports.ts';
import { engineFaults, impureImports, layerFaults, undeclaredImports } from './imports.ts';
import { packages, rules, sourceFiles, workspaces } from './repository.ts';
import type { SourceFile, Workspace } from './repository.ts';

const files = sourceFiles();
const all = workspaces();
const rootPackage = packages().get('package.json');
const tools = new Set(Object.keys(rootPackage?.devDependencies ?? {}));

/** Exports kept although nothing imports them; each says why. */
const keptExports: Readonly<Record<string, string>> = {};

/** Files of the pure core that may read the disk; each says why. */
const diskReaders: Readonly<Record<string, string>> = {
  'libs/support-policy/src/shipped-packs.ts': 'reads the YAML that ships beside it, on request',
};

const core = 'libs/case-domain/src/sample.ts';
const sample = (text: string, path = core): SourceFile => ({ path, text });

describe('Imports', () => {
  test('go down the layers only, through the index of the workspace they name', () => {
    expect(files.flatMap((file) => layerFaults(file, all))).toEqual([]);
  });

  test('reach an engine only from its owner', () => {
    expect(files.flatMap((file) => engineFaults(file, all))).toEqual([]);
  });

  test('bring no input or output into the pure core', () => {
    const readers = files.filter((file) => impureImports(file, all).length > 0);
    expect(readers.map(({ path }) => path)).toEqual(Object.keys(diskReaders));
  });

  test('are declared in the package.json of their workspace', () => {
    expect(files.flatMap((file) => undeclaredImports(file, all, tools))).toEqual([]);
  });

  test('know the layer of every workspace', () => {
    const known = Object.keys(rules.layers);
    expect(all.filter(({ layer }) => !known.includes(layer))).toEqual([]);
  });

  test('have no layer that reaches itself through those below it', () => {
    const climbing = Object.entries(rules.layers).flatMap(([layer, below]) =>
      below
        .filter((name) => name !== layer && (rules.layers[name] ?? []).includes(layer))
        .map((name) => `${layer} and ${name} import each other`),
    );
    expect(climbing).toEqual([]);
  });
});

describe('The rules of imports are seen to fail', () => {
  test.each([
    "import { project } from '@caseline/projector';",
    "import type { Row } from '@caseline/case-views';",
    "export * from '@caseline/view-store';",
    "const store = await import('@caseline/event-store-embedded');",
    "let row: import('@caseline/view-store').Row;",
    "import { decide } from '../../support-policy/src/index.ts';",
    "import { decide } from '@caseline/support-policy/src/pack.ts';",
  ])('layers: %s', (text) => {
    expect(layerFaults(sample(text), all)).toHaveLength(1);
  });

  test.each(['xstate', 'luxon', 'kysely', '@eventstore/db-client', 'node:sqlite', 'xstate/graph'])(
    'engines: %s',
    (engine) => {
      expect(engineFaults(sample(`import { a } from '${engine}';`), all)).toHaveLength(1);
    },
  );

  test('input and output: node:fs in the domain', () => {
    const text = "import { readFileSync } from 'node:fs';";
    expect(impureImports(sample(text), all)).toHaveLength(1);
    expect(impureImports(sample(text, 'apps/api/src/sample.ts'), all)).toEqual([]);
  });

  test('declarations: a package that only the root installs', () => {
    const text = "import fastCheck from 'fast-check';";
    expect(undeclaredImports(sample(text), all, tools)).toHaveLength(1);
    expect(undeclaredImports(sample(text, `${core}.spec.ts`), all, tools)).toEqual([]);
  });

  test('a downward import is allowed', () => {
    const text = "import { reject } from '@caseline/event-sourcing';\nimport './rules.ts';";
    expect(layerFaults(sample(text), all)).toEqual([]);
  });
});

describe('Exports', () => {
  test('of an index are used by somebody, or kept for a stated reason', () => {
    const dead = deadExports(files, all);
    expect(dead.filter((name) => keptExports[name] === undefined)).toEqual([]);
    expect(Object.keys(keptExports).filter((name) => !dead.includes(name))).toEqual([]);
  });

  test('that nobody uses are found', () => {
    const workspace = (folder: string): Workspace => ({
      folder,
      name: `@caseline/${folder}`,
      layer: 'kernel',
      dependencies: [],
      entries: [`@caseline/${folder}`],
    });
    const declarations = [
      'export const used = 1;',
      'export function dead() {}',
      'export class Dead {}',
      'export type Spoken = 1;',
      'export type Silent = 2;',
      'export const byNamespace: Spoken = 1;',
      'export const byPath = 1;',
    ];
    const sources = [
      sample("export * from './things.ts';", 'a/src/index.ts'),
      sample(declarations.join('\n'), 'a/src/things.ts'),
      sample("import { byPath } from './things.ts';", 'a/src/other.ts'),
      sample("import { used } from '@caseline/a';", 'b/src/index.ts'),
      sample("import * as a from '@caseline/a';\na.byNamespace;", 'b/src/more.ts'),
    ];
    expect(deadExports(sources, [workspace('a'), workspace('b')])).toEqual([
      '@caseline/a#dead',
      '@caseline/a#Dead',
      '@caseline/a#Silent',
    ]);
  });
});
