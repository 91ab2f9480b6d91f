/**
 * Lints every workspace through Nx; a boundary rule that Nx skips counts as a failure. All go in
 * one process: the rules want the types of everything, which each would work out anew.
 */
import { pathToFileURL } from 'node:url';
import { runTargets } from '../build/nx.mjs';

/** Lints, and runs other targets beside it; answers the exit code. */
export function lint({ beside = [] } = {}) {
  const { status, output } = runTargets(['lint-all', ...beside]);
  process.stdout.write(output);
  if (!/rule will be skipped/.test(output)) return status;
  console.error('The layer rule was skipped: the project graph was not available.');
  return 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(lint());
