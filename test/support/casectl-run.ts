/** Runs of `casectl`: within the test, and as the process that `npm run casectl` starts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCasectl } from '@caseline/casectl';
import { asNpmRuns, compiledMain, repositoryRoot } from './caseline-server.ts';
import { noteOpened } from './left-open.ts';

/** What a run printed and how it ended. */
export interface CasectlRun {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given beside its arguments. */
export interface CasectlGiven {
  readonly stdin?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The day of the run; the system's clock when absent. */
  readonly now?: string;
}

/** Runs a command line within this process. */
export async function casectl(
  args: readonly string[],
  { stdin = '', environment = {}, now }: CasectlGiven = {},
): Promise<CasectlRun> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const printed = Promise.all([text(stdout), text(stderr)]);
  const exit = await runCasectl(args, {
    ...{ stdin: Readable.from([stdin]), stdout, stderr, environment },
    clock: { now: () => (now === undefined ? Date.now() : Date.parse(now)) },
  });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { exit, stdout: out, stderr: err };
}

/** Starts a command line as a process of its own. */
export function startCasectl(args: readonly string[]): ChildProcess {
  const { options, environment } = asNpmRuns('casectl');
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [...options, compiledMain('casectl'), ...args], {
    cwd: repositoryRoot(),
    env: { PATH, ...environment },
  });
  const noteClosed = noteOpened({ name: `casectl ${args[0]}`, close: () => child.kill('SIGKILL') });
  child.once('exit', noteClosed);
  return child;
}

/** Runs a command line as a process of its own, to its end. */
export async function casectlProcess(args: readonly string[], stdin = ''): Promise<CasectlRun> {
  const child = startCasectl(args);
  if (child.stdin === null || child.stdout === null || child.stderr === null) {
    throw new TypeError('the process was started with pipes');
  }
  child.stdin.end(stdin);
  const [stdout, stderr, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { exit, stdout, stderr };
}
