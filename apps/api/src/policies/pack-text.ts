import { parsePack, type CompiledPack } from '@caseline/support-policy';
import { problem } from '../problems/problem.ts';

/** How the faults name a text that came without a file. */
const NO_FILE = 'yaml';

/** The pack of a YAML text; the problem `invalid-request` names every fault with path and line. */
export function packFromText(yaml: string): CompiledPack {
  const parsing = parsePack(yaml, NO_FILE);
  if (parsing.ok) return parsing.pack;
  const count = parsing.faults.length;
  const detail = count === 1 ? 'The pack has a fault.' : `The pack has ${count} faults.`;
  const errors = parsing.faults.map(({ path, reason, line }) => ({
    pointer: '/yaml',
    code: 'policy-fault',
    detail: path === '' ? reason : `${path}: ${reason}`,
    path,
    reason,
    ...(line === undefined ? {} : { line }),
  }));
  throw problem('invalid-request', detail, { errors });
}
