/** Exports of a workspace's index that nobody uses (STYLE 5). */
import ts from 'typescript';
import { resolveFrom } from './repository.ts';
import type { SourceFile, Workspace } from './repository.ts';
import { collect } from './syntax.ts';

/** A name that an index offers, with the file that declares it. */
type Export = { readonly name: string; readonly path: string; readonly isType: boolean };

type Corpus = ReadonlyMap<string, SourceFile>;

/**
 * Names offered by the index of any workspace and imported by no other file, tests included, as
 * `workspace#name`. A type counts as used when any declaration mentions it: callers then meet it
 * in a signature without importing it.
 */
export function deadExports(
  files: readonly SourceFile[],
  all: readonly Workspace[],
): readonly string[] {
  const corpus = new Map(files.map((file) => [file.path, file]));
  const offered = new Map(
    all.map(({ name, folder }) => [name, offeredBy(`${folder}/src/index.ts`, corpus)]),
  );
  const used = new Set(files.flatMap((file) => usesOf(file, offered)));
  const mentioned = mentionCounts(files);
  return [...offered].flatMap(([workspace, names]) =>
    names
      .filter(({ name, path }) => !used.has(`${path}#${name}`))
      .filter(({ name, isType }) => !isType || (mentioned.get(name) ?? 0) < 2)
      .map(({ name }) => `${workspace}#${name}`),
  );
}

/** Follows `export … from` of an index down to the declarations. */
function offeredBy(path: string, corpus: Corpus): readonly Export[] {
  const file = corpus.get(path);
  if (file === undefined) return [];
  return collect(file, (node) => exportsOf(node, path, corpus)).flat();
}

function exportsOf(node: ts.Node, path: string, corpus: Corpus): readonly Export[] | undefined {
  if (!ts.isExportDeclaration(node)) return isExported(node) ? declared(node, path) : undefined;
  const from = node.moduleSpecifier;
  if (from === undefined || !ts.isStringLiteral(from)) return undefined;
  const below = offeredBy(resolveFrom(path, from.text), corpus);
  const clause = node.exportClause;
  if (clause === undefined) return below;
  if (!ts.isNamedExports(clause)) return [];
  const chosen = new Set(clause.elements.map((each) => (each.propertyName ?? each.name).text));
  return below.filter(({ name }) => chosen.has(name));
}

function isExported(node: ts.Node): boolean {
  if (!ts.canHaveModifiers(node)) return false;
  const modifiers = ts.getModifiers(node) ?? [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function declared(node: ts.Node, path: string): readonly Export[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations
      .filter((each) => ts.isIdentifier(each.name))
      .map((each) => ({ name: each.name.getText(), path, isType: false }));
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    return [{ name: node.name.text, path, isType: true }];
  }
  if (!ts.isFunctionDeclaration(node) && !ts.isClassDeclaration(node)) return [];
  return node.name === undefined ? [] : [{ name: node.name.text, path, isType: false }];
}

/** What a file imports, as `declaring file#name`; a whole namespace counts member by member. */
function usesOf(
  file: SourceFile,
  offered: ReadonlyMap<string, readonly Export[]>,
): readonly string[] {
  const declaring = (specifier: string, name: string): readonly string[] =>
    specifier.startsWith('.')
      ? [`${resolveFrom(file.path, specifier)}#${name}`]
      : (offered.get(specifier) ?? [])
          .filter((each) => each.name === name)
          .map((each) => `${each.path}#${name}`);
  return collect(file, importedNames).flatMap(({ specifier, names }) =>
    names.flatMap((name) => declaring(specifier, name)),
  );
}

type Imported = { readonly specifier: string; readonly names: readonly string[] };

function importedNames(node: ts.Node): Imported | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const bindings = node.importClause?.namedBindings;
    if (bindings === undefined) return undefined;
    const names = ts.isNamedImports(bindings)
      ? bindings.elements.map((each) => (each.propertyName ?? each.name).text)
      : membersOf(bindings.name.text, node.getSourceFile());
    return { specifier: node.moduleSpecifier.text, names };
  }
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) {
    return undefined;
  }
  const [specifier] = node.arguments;
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
  return { specifier: specifier.text, names: identifiers(node.getSourceFile()) };
}

function membersOf(namespace: string, tree: ts.SourceFile): readonly string[] {
  return [...tree.text.matchAll(new RegExp(`\\b${namespace}\\.(\\w+)`, 'g'))].flatMap(
    ([, member]) => (member === undefined ? [] : [member]),
  );
}

function identifiers(tree: ts.SourceFile): readonly string[] {
  return tree.text.match(/\b[A-Za-z_$][\w$]*\b/g) ?? [];
}

/** How often each type name is written outside imports and re-exports, its declaration included. */
function mentionCounts(files: readonly SourceFile[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) {
    for (const name of collect(file, typeName)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function typeName(node: ts.Node): string | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return undefined;
  return node.text;
}
