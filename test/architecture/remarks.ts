/** Remarks and switches that tend to stay: unfinished work and tests that do not run. */
import ts from 'typescript';
import type { SourceFile } from './repository.ts';
import { collect, faultAt } from './syntax.ts';

const words = /\b(TODO|FIXME|XXX|HACK)\b/;
const reasoned = /\b(TODO|FIXME)\b.*\bbecause\b/;
const disabled = /^(x|f)(it|test|describe)$/;
const runners = /^(it|test|describe)\b/;

/** Words of unfinished work in a comment that does not say `because …` on the same line. */
export function unreasonedRemarks(file: SourceFile): readonly string[] {
  return file.text
    .split('\n')
    .map((line, index) => ({ line, at: `${file.path}:${index + 1}` }))
    .filter(({ line }) => isComment(line) && words.test(line) && !reasoned.test(line))
    .map(({ at }) => `${at} leaves work undone without a reason`);
}

/** `.only`, and `.skip` whose statement does not carry `[skipped: reason]` for the report. */
export function silentSkips(file: SourceFile): readonly string[] {
  return collect(file, (node) => {
    if (ts.isIdentifier(node) && disabled.test(node.text) && ts.isCallExpression(node.parent)) {
      return faultAt(file, node, `${node.text} switches tests off`);
    }
    if (!ts.isPropertyAccessExpression(node) || !runners.test(node.expression.getText())) {
      return undefined;
    }
    if (node.name.text === 'only') return faultAt(file, node, 'only switches other tests off');
    if (node.name.text !== 'skip' && node.name.text !== 'todo') return undefined;
    const stated = statementOf(node).getText().includes('[skipped: ');
    return stated ? undefined : faultAt(file, node, 'a skip without [skipped: reason]');
  });
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/\*|\*)|\s\/\/\s/.test(line);
}

function statementOf(node: ts.Node): ts.Node {
  let current = node;
  while (!ts.isStatement(current) && !ts.isSourceFile(current.parent)) current = current.parent;
  return current;
}
