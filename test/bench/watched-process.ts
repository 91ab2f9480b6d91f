import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { asNpmRuns, cleanEnvironment, compiledMain } from '../support/caseline-server.ts';

const LOOK_EVERY_MS = 20;

/** What a process took. */
export interface Watched {
  readonly seconds: number;
  /** Highest resident memory; null where the system does not tell (only Linux does). */
  readonly peakMegabytes: number | null;
  readonly output: string;
}

/** Runs `casectl` to its end, as npm runs it; throws unless it ends with 0. */
export async function watchCasectl(args: readonly string[]): Promise<Watched> {
  const startedAt = performance.now();
  const { options, environment } = asNpmRuns('casectl');
  const child = spawn(process.execPath, [...options, compiledMain('casectl'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnvironment(environment),
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  let peakMegabytes: number | null = null;
  const look = setInterval(() => {
    peakMegabytes = peakOf(child.pid) ?? peakMegabytes;
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(look);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${errors.slice(-2_000)}`);
  return { seconds: (performance.now() - startedAt) / 1_000, peakMegabytes, output };
}

/** The system keeps the highest value itself, so that looking now and then loses nothing. */
function peakOf(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null;
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
    return kibibytes === undefined ? null : Number(kibibytes) / 1_024;
  } catch {
    // The process has just ended.
    return null;
  }
}
