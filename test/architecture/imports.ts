/** Imports go down the layers only, and every engine has one owner (STYLE 12). */
import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { resolveFrom, rules } from './repository.ts';
import type { SourceFile, Workspace } from './repository.ts';
import { collect, faultAt } from './syntax.ts';

/** An import, re-export or dynamic import, with the module it names. */
export type ModuleReference = { readonly node: ts.Node; readonly specifier: string };

/** Every module a file names with a literal. */
export function moduleReferences(file: SourceFile): readonly ModuleReference[] {
  return collect(file, (node) => {
    const literal = moduleLiteral(node);
    return literal === undefined ? undefined : { node, specifier: literal.text };
  });
}

/** Imports that climb, leave their workspace by a path, or reach into another's files. */
export function layerFaults(file: SourceFile, all: readonly Workspace[]): readonly string[] {
  const own = workspaceOf(file.path, all);
  if (own === undefined) return [];
  return moduleReferences(file).flatMap(({ node, specifier }) => {
    const fault = layerFault(own, specifier, { path: file.path, all });
    return fault === undefined ? [] : [faultAt(file, node, fault)];
  });
}

/** Imports of an engine by a workspace that does not own it. */
export function engineFaults(file: SourceFile, all: readonly Workspace[]): readonly string[] {
  const folder = workspaceOf(file.path, all)?.folder;
  if (folder === undefined) return [];
  return moduleReferences(file).flatMap(({ node, specifier }) => {
    const owners = rules.engineOwners[packageOf(specifier)];
    if (owners === undefined || owners.includes(folder)) return [];
    return [faultAt(file, node, `${specifier} belongs to ${owners.join(', ')}`)];
  });
}

/** Input and output modules imported by the pure core; its specs may read golden files. */
export function impureImports(file: SourceFile, all: readonly Workspace[]): readonly string[] {
  const own = workspaceOf(file.path, all);
  if (own === undefined || rules.impureLayers.includes(own.layer)) return [];
  if (file.path.endsWith('.spec.ts')) return [];
  return moduleReferences(file)
    .filter(({ specifier }) => rules.impureModules.includes(specifier))
    .map(({ node, specifier }) => faultAt(file, node, `${specifier} in the pure core`));
}

/** Packages that a workspace imports without declaring them; tests may use the root's tools. */
export function undeclaredImports(
  file: SourceFile,
  all: readonly Workspace[],
  tools: ReadonlySet<string>,
): readonly string[] {
  const own = workspaceOf(file.path, all);
  if (own === undefined) return [];
  const isTest = own.layer === 'test' || file.path.endsWith('.spec.ts');
  return moduleReferences(file).flatMap(({ node, specifier }) => {
    const name = packageOf(specifier);
    if (specifier.startsWith('.') || isBuiltin(specifier)) return [];
    if (own.dependencies.includes(name) || own.name === name) return [];
    if (isTest && tools.has(name)) return [];
    return [faultAt(file, node, `${name} is not in ${own.folder}/package.json`)];
  });
}

/** The workspace a path lies in, if any. */
export function workspaceOf(path: string, all: readonly Workspace[]): Workspace | undefined {
  return all.find(({ folder }) => path.startsWith(`${folder}/`));
}

function layerFault(
  own: Workspace,
  specifier: string,
  { path, all }: { readonly path: string; readonly all: readonly Workspace[] },
): string | undefined {
  if (specifier.startsWith('.')) {
    const target = resolveFrom(path, specifier);
    if (target.startsWith(`${own.folder}/`)) return undefined;
    return `${specifier} leaves ${own.folder}`;
  }
  const target = all.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  if (target === undefined || target === own) return undefined;
  if (!target.entries.includes(specifier)) return `${specifier} reaches into ${target.folder}`;
  const below = rules.layers[own.layer] ?? [];
  if (below.includes(target.layer)) return undefined;
  return `${own.layer} must not import ${target.layer} (${specifier})`;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}

function moduleLiteral(node: ts.Node): ts.StringLiteral | undefined {
  const candidate =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return candidate !== undefined && ts.isStringLiteral(candidate) ? candidate : undefined;
}
