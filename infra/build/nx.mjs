/** Starts Nx with the settings every caller wants: no daemon, plugins in the same process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './compile.mjs';

/** Runs targets of every workspace, two at a time; answers 0 or 1 and the output. */
export function runTargets(targets) {
  const nx = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  const args = [nx, 'run-many', '-t', ...targets, '--parallel=2', '--outputStyle=static'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false' },
  });
  // Nx answers 130 for work it left undone behind a failure; to a caller that is a failure too.
  return { status: status === 0 ? 0 : 1, output: stdout + stderr };
}
