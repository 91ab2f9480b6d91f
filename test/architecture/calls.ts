/** What the pure core must not call or import (STYLE 3), and luxon's traps (TIME). */
import ts from 'typescript';
import { rules } from './repository.ts';
import type { SourceFile, Workspace } from './repository.ts';
import { collect, faultAt } from './syntax.ts';

const impureCalls = /^(Date\.now|Math\.random|performance\.now|(crypto\.|webcrypto\.)?randomUUID)$/;
const timers = /^(setTimeout|setInterval|setImmediate)$/;

/** Clock, chance, timers and environment, called from a workspace that is pure. */
export function impureCallsIn(workspace: Workspace, file: SourceFile): readonly string[] {
  if (rules.impureLayers.includes(workspace.layer)) return [];
  return collect(file, (node) => {
    const call = impureCall(node);
    return call === undefined ? undefined : faultAt(file, node, `${call} in the pure core`);
  });
}

/** luxon's arithmetic on wall time, which resolves a repeated hour by today's date. */
export function luxonTraps(file: SourceFile): readonly string[] {
  if (!file.path.startsWith('libs/business-calendar/')) return [];
  return collect(file, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
      return undefined;
    }
    const member = node.expression.name.text;
    const [first] = node.arguments;
    const byFields = first !== undefined && ts.isObjectLiteralExpression(first);
    const trap =
      rules.bannedLuxonMembers.includes(member) ||
      (byFields && ['set', 'plus', 'minus'].includes(member) && node.arguments.length === 1);
    return trap ? faultAt(file, node, `${member}() of luxon`) : undefined;
  });
}

function impureCall(node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date') {
    return (node.arguments?.length ?? 0) === 0 ? 'new Date()' : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) {
    return node.getText() === 'process.env' ? 'process.env' : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const callee = node.expression.getText();
  return impureCalls.test(callee) || timers.test(callee) ? `${callee}()` : undefined;
}
