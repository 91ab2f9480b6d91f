/** Small files, small functions, few positional parameters (STYLE 4). */
import ts from 'typescript';
import { rules } from './repository.ts';
import type { SourceFile } from './repository.ts';
import { collect, faultAt, linesOf } from './syntax.ts';

const { limits } = rules;

/** Files over the limit of lines; generated data is not source and is not looked at. */
export function longFiles(file: SourceFile): readonly string[] {
  const lines = file.text.split('\n').length - 1;
  return lines > limits.fileLines ? [`${file.path}:1 has ${lines} lines`] : [];
}

/** Lines over the limit of columns; a line that is one long address cannot be broken. */
export function longLines(file: SourceFile): readonly string[] {
  return file.text
    .split('\n')
    .map((line, index) => ({ line, at: `${file.path}:${index + 1}` }))
    .filter(({ line }) => line.length > limits.columns && !/https?:\/\//.test(line))
    .map(({ line, at }) => `${at} has ${line.length} columns`);
}

/** Functions over the limit of lines. A `describe` block is a chapter of tests, not a function. */
export function longFunctions(file: SourceFile): readonly string[] {
  return collect(file, (node) => {
    if (!isFunction(node) || isChapter(node)) return undefined;
    const lines = linesOf(file, node) - linesOfChapters(file, node);
    if (lines <= limits.functionLines) return undefined;
    return faultAt(file, node, `a function of ${lines} lines`);
  });
}

/** A decorated parameter is told by its decorator, not by its position. */
const isPositional = (parameter: ts.ParameterDeclaration): boolean =>
  parameter.name.getText() !== 'this' && (ts.getDecorators(parameter) ?? []).length === 0;

/** Functions that take too many positional parameters; Nest injects through constructors. */
export function manyParameters(file: SourceFile): readonly string[] {
  return collect(file, (node) => {
    if (!isFunction(node)) return undefined;
    if (ts.isConstructorDeclaration(node) && file.path.startsWith('apps/api/')) return undefined;
    const count = node.parameters.filter(isPositional).length;
    return count > limits.parameters ? faultAt(file, node, `${count} parameters`) : undefined;
  });
}

/** Lines inside the outermost chapters of a function that describes a suite, as contracts do. */
function linesOfChapters(file: SourceFile, node: ts.Node): number {
  let lines = 0;
  ts.forEachChild(node, (child) => {
    lines += isChapter(child) ? linesOf(file, child) : linesOfChapters(file, child);
  });
  return lines;
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function isChapter(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false;
  return /^describe\b/.test(node.parent.expression.getText());
}
