/** Dependencies: exact versions, permissive licences, and a lock file that installs everywhere. */
import type { Package } from './repository.ts';

/** The fields of one entry of package-lock.json that the rules look at. */
export type LockedPackage = {
  readonly version?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
};

/** package-lock.json: entries by their folder. */
export type Lock = { readonly packages: Readonly<Record<string, LockedPackage>> };

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
const exact = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;

/** Entries that come with `npm ci --omit=dev`: what a user of Caseline runs. */
export function shipped(lock: Lock): ReadonlyMap<string, LockedPackage> {
  return new Map(
    Object.entries(lock.packages).filter(
      ([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true,
    ),
  );
}

/** Shipped packages whose licence asks more of the user than to keep a notice. */
export function licenceFaults(lock: Lock): readonly string[] {
  return [...shipped(lock)]
    .filter(([, { license }]) => !isPermissive(license ?? 'none stated'))
    .map(([path, { license }]) => `${path} is licensed ${license ?? '(nothing stated)'}`);
}

/** Dependencies that name a range, a tag or an address instead of one version. */
export function looseVersions(path: string, content: Package): readonly string[] {
  const groups = [
    content.dependencies,
    content.devDependencies,
    content.optionalDependencies,
    content.overrides,
  ];
  return groups
    .flatMap((group) => Object.entries(group ?? {}))
    .filter(([, version]) => !exact.test(version))
    .map(([name, version]) => `${path}: ${name} is ${version}`);
}

/** Locked packages that come from anywhere but npm's own registry, or without a checksum. */
export function foreignSources(lock: Lock): readonly string[] {
  return Object.entries(lock.packages).flatMap(([path, { link, resolved, integrity }]) => {
    if (!path.includes('node_modules/') || link === true) return [];
    if (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')) {
      return [`${path} comes from ${resolved}`];
    }
    return integrity === undefined ? [`${path} has no checksum`] : [];
  });
}

/** Optional packages that package.json promises for other platforms and the lock file lost. */
export function lostPlatforms(content: Package, lock: Lock): readonly string[] {
  return Object.entries(content.optionalDependencies ?? {})
    .filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)
    .map(([name, version]) => `${name}@${version} is missing from package-lock.json`);
}

/** The projects a tsconfig.json builds on, as folder names. */
export type Project = { readonly references?: readonly { readonly path: string }[] };

/**
 * Workspaces that package.json depends on and tsconfig.json does not refer to, or the reverse. Nx
 * orders work by the first and the compiler by the second; apart, two compilers write one folder.
 */
export function referenceFaults(
  path: string,
  content: Package,
  project: Project,
): readonly string[] {
  const depended = Object.keys(content.dependencies ?? {})
    .filter((name) => name.startsWith('@caseline/'))
    .map((name) => name.slice('@caseline/'.length));
  const referred = (project.references ?? []).map(({ path: to }) => to.split('/').at(-1) ?? to);
  return [
    ...depended.filter((name) => !referred.includes(name)).map((name) => `lacks ${name}`),
    ...referred.filter((name) => !depended.includes(name)).map((name) => `need not have ${name}`),
  ].map((fault) => `${path}: references ${fault}`);
}

/** An SPDX expression is permissive when one side of an OR, or both sides of an AND, are. */
function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isPermissive);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(isPermissive);
  return permissive.has(bare);
}
