/** The repository as the architecture tests see it: files as text, workspaces, rules. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file by its path from the root of the repository, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

/** A workspace package: where it is, how others import it, and how deep it lies. */
export type Workspace = {
  readonly folder: string;
  readonly name: string;
  readonly layer: string;
  readonly dependencies: readonly string[];
  /** What others may import: its name, and its name with each subpath that it offers. */
  readonly entries: readonly string[];
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const unwritten = new Set(['node_modules', 'dist', '.nx', '.git', 'coverage']);

type Limit = 'functionLines' | 'fileLines' | 'columns' | 'parameters' | 'complexity' | 'depth';

/** What infra/lint/rules.json holds. */
type Rules = {
  readonly layers: Readonly<Record<string, readonly string[]>>;
  readonly impureLayers: readonly string[];
  readonly engineOwners: Readonly<Record<string, readonly string[]>>;
  readonly impureModules: readonly string[];
  readonly limits: Readonly<Record<Limit, number>>;
  readonly bannedNames: readonly string[];
  readonly bannedLuxonMembers: readonly string[];
};

type Versions = Readonly<Record<string, string>>;

/** The fields of a package.json of ours that the rules look at. */
export type Package = {
  readonly name: string;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly overrides?: Versions;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly nx?: { readonly tags: readonly string[] };
};

/** The tables that ESLint uses too: one list a fact, two ways of holding it. */
export const rules = JSON.parse(readText('infra/lint/rules.json')) as Rules;

/** Reads a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Names at the top level of the repository, dot files left out, as a fresh clone has them. */
export function topLevel(): readonly string[] {
  return readdirSync(root).filter((name) => !name.startsWith('.') && !unwritten.has(name));
}

/** Every file and folder below the given folders, except what tools write. */
export function pathsBelow(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (unwritten.has(entry.name)) return [];
      return entry.isDirectory() ? [path, ...pathsBelow([path])] : [path];
    }),
  );
}

/** Every hand-written source file of the product, its tests and its tools. */
export function sourceFiles(): readonly SourceFile[] {
  return pathsBelow(['apps', 'libs', 'test', 'infra'])
    .filter((path) => /\.(ts|mjs)$/.test(path))
    .map((path) => ({ path, text: readText(path) }));
}

/** The package.json files of the root and of every workspace, by path. */
export function packages(): ReadonlyMap<string, Package> {
  const folders = [...childrenOf('apps'), ...childrenOf('libs'), 'test'];
  const paths = folders
    .map((folder) => `${folder}/package.json`)
    .filter((path) => existsSync(join(root, path)));
  return new Map(
    ['package.json', ...paths].map((path) => [path, JSON.parse(readText(path)) as Package]),
  );
}

/** Every workspace with its layer tag; a workspace without one is an error. */
export function workspaces(): readonly Workspace[] {
  return [...packages()].flatMap(([path, { name, nx, dependencies, exports }]) => {
    if (path === 'package.json') return [];
    const tag = nx?.tags.find((candidate) => candidate.startsWith('layer:'));
    if (tag === undefined) throw new Error(`${path} has no layer tag`);
    const folder = path.slice(0, -'/package.json'.length);
    const layer = tag.slice('layer:'.length);
    const entries = Object.keys(exports ?? {}).map((subpath) => `${name}${subpath.slice(1)}`);
    return [{ folder, name, layer, dependencies: Object.keys(dependencies ?? {}), entries }];
  });
}

/** The path of a relative import, seen from the root of the repository. */
export function resolveFrom(path: string, specifier: string): string {
  return relative(root, join(root, path, '..', specifier))
    .split(sep)
    .join('/');
}

function childrenOf(folder: string): readonly string[] {
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}
