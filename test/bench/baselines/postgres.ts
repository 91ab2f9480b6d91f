/** PostgreSQL as Debian ships it, in a folder of its own, for one run. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const INSTALLED = '/usr/lib/postgresql';
/** How long PostgreSQL may take to accept connections. */
const MAX_START_POLLS = 200;
const POLL_MS = 50;

/** Where a client connects: the folder of the Unix socket. */
export interface RunningPostgres {
  readonly socketFolder: string;
  readonly version: string;
  stop(): Promise<void>;
}

/** Why PostgreSQL cannot be run here; undefined when it can. */
export function whyNoPostgres(): string | undefined {
  if (programs() === undefined) return `no PostgreSQL in ${INSTALLED} (apt-get install postgresql)`;
  if (process.getuid?.() === 0 && unprivilegedUser() === undefined) {
    return 'PostgreSQL refuses to run as root, and there is no user postgres or nobody';
  }
  return undefined;
}

/** Starts PostgreSQL with its own settings: durable commits, default memory, a Unix socket only. */
export async function startPostgres(): Promise<RunningPostgres> {
  const bin = programs();
  if (bin === undefined) throw new Error(whyNoPostgres());
  const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-postgres-'));
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const as = { ...user, cwd: folder, stdio: ['ignore', 'ignore', 2] as ['ignore', 'ignore', 2] };
  const initialise = ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--no-locale'];
  execFileSync(join(bin, 'initdb'), initialise, as);
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  await untilReady(bin, folder, server);
  const version = execFileSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' }).trim();
  const stop = async (): Promise<void> => {
    const exited = once(server, 'exit');
    server.kill('SIGINT');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  return { socketFolder: folder, version, stop };
}

async function untilReady(bin: string, folder: string, server: ChildProcess): Promise<void> {
  for (let poll = 0; poll < MAX_START_POLLS; poll += 1) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode}`);
    const probe = spawn(join(bin, 'pg_isready'), ['-q', '-h', folder], { stdio: 'ignore' });
    const [code] = (await once(probe, 'exit')) as [number | null];
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  server.kill('SIGINT');
  throw new Error('postgres did not accept connections in time');
}

/** The programs of the newest installed version. */
function programs(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  const versions = readdirSync(INSTALLED).sort((a, b) => Number(b) - Number(a));
  return versions
    .map((version) => join(INSTALLED, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
}

function unprivilegedUser(): { uid: number; gid: number } | undefined {
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const entry = ['postgres', 'nobody']
    .map((name) => entries.find(([candidate]) => candidate === name))
    .find((found) => found !== undefined);
  return entry === undefined ? undefined : { uid: Number(entry[2]), gid: Number(entry[3]) };
}
