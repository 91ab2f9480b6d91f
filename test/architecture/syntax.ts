/** Reading TypeScript as a tree: the few questions the architecture rules ask of it. */
import ts from 'typescript';
import type { SourceFile } from './repository.ts';

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

/** The tree of a file; parsed once, however many rules look at it. */
export function parse(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2024, true);
  parsed.set(file, tree);
  return tree;
}

/** Every node of a file for which `choose` has an answer, in the order of the text. */
export function collect<T>(
  file: SourceFile,
  choose: (node: ts.Node) => T | undefined,
): readonly T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    const answer = choose(node);
    if (answer !== undefined) found.push(answer);
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return found;
}

/** A fault as a reader finds it: `path:line what is wrong`. */
export function faultAt(file: SourceFile, node: ts.Node, message: string): string {
  return `${file.path}:${lineOf(file, node.getStart())} ${message}`;
}

/** Lines a node covers, comments before it not counted. */
export function linesOf(file: SourceFile, node: ts.Node): number {
  return lineOf(file, node.getEnd()) - lineOf(file, node.getStart()) + 1;
}

function lineOf(file: SourceFile, position: number): number {
  return parse(file).getLineAndCharacterOfPosition(position).line + 1;
}
