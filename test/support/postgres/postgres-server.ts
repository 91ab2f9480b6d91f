/** A real PostgreSQL in a folder of its own, on a Unix socket; it ends with whoever started it. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { noteOpened } from '../left-open.ts';
import { identity, programsIn } from './programs.ts';
import type { Identity, Programs } from './programs.ts';

/**
 * Runs PostgreSQL until it ends, or until whoever started it closes the standard input or dies,
 * however it dies. Then the folder goes too, unless there is a file `keep` in it.
 */
const guard = `
folder=$0
exec 3<&0
"$@" </dev/null >/dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -QUIT "$server") 2>/dev/null &
watcher=$!
wait "$server"
kill "$watcher" 2>/dev/null
[ -e "$folder/keep" ] || rm -rf "$folder"
`;

const USER = 'caseline';
const MAX_STARTS = 40;
/** How often it is asked whether it accepts connections: it recovers first when it was killed. */
const MAX_POLLS = 600;
const POLL_MS = 25;

const INT8 = 20;
/** The views hold no number that JavaScript cannot. */
const wholeNumbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format ?? 'text'),
};

export interface PostgresOptions {
  /** True keeps commits through a crash of the machine, as a measurement needs it. */
  readonly isDurable?: boolean;
  /** Settings in the form `name=value`. */
  readonly settings?: readonly string[];
}

export class PostgresServer {
  readonly folder: string;
  readonly version: string;
  readonly #programs: Programs;
  readonly #identity: Identity | undefined;
  readonly #settings: readonly string[];
  #guard: ChildProcess | undefined;
  readonly #keep: string;
  #databases = 0;
  readonly #noteClosed: () => void;

  private constructor(folder: string, { isDurable = false, settings = [] }: PostgresOptions) {
    this.folder = folder;
    this.#keep = join(folder, 'keep');
    this.#identity = identity();
    this.#programs = programsIn(folder, this.#identity);
    if (this.#identity !== undefined) {
      const { uid, gid } = this.#identity;
      execFileSync('chown', ['-R', `${uid}:${gid}`, folder]);
    }
    const quick = isDurable ? [] : ['fsync=off', 'full_page_writes=off'];
    const place = ['listen_addresses=', `unix_socket_directories=${folder}`];
    this.#settings = [...place, ...quick, ...settings];
    this.version = this.#run('postgres', ['--version']);
    const form = ['-U', USER, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    this.#run('initdb', ['-D', join(folder, 'data'), ...form]);
    this.#noteClosed = noteOpened({ name: 'a PostgreSQL', close: () => this.stop() });
  }

  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-pg-'));
    try {
      const server = new PostgresServer(folder, options);
      await server.start();
      return server;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The connection string of a database, or of another user in it. */
  url(database = 'postgres', user = USER): string {
    return `postgresql://${user}@localhost/${database}?host=${this.folder}`;
  }

  /** An empty database; answers its connection string. */
  async createDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `caseline_${this.#databases}`;
    await this.query(`create database ${name}`);
    return this.url(name);
  }

  /** One question as its superuser, on a connection of its own. */
  async query<Row extends pg.QueryResultRow>(sql: string, url = this.url()): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url, types: wholeNumbers });
    // What the question does not tell, because it was answered already, concerns nobody.
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async start(): Promise<void> {
    for (let attempt = 0; attempt < MAX_STARTS; attempt += 1) {
      this.#spawn();
      if (await this.#isReady()) {
        rmSync(this.#keep, { force: true });
        return;
      }
      // The processes of a server that was killed may still hold its memory.
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error('PostgreSQL did not start');
  }

  /** SIGKILL; `start` brings it back with what it had committed. */
  async kill(): Promise<void> {
    writeFileSync(this.#keep, '');
    const pid = this.#pid();
    // Sessions outlive their parent by a moment, and would still answer.
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' });
    for (const one of [pid, ...children.trim().split(/\s+/).map(Number)]) killNow(one);
    await this.#endGuard();
  }

  async stop(): Promise<void> {
    this.#noteClosed();
    await this.#endGuard();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #pid(): number {
    const file = readFileSync(join(this.folder, 'data', 'postmaster.pid'), 'utf8');
    return Number(file.split('\n', 1)[0]);
  }

  #run(program: string, given: readonly string[]): string {
    const path = join(this.#programs.bin, program);
    return execFileSync(path, given, { ...this.#spawning(), encoding: 'utf8' }).trim();
  }

  #spawning() {
    const env = { ...process.env, ...this.#programs.environment };
    return { ...this.#identity, cwd: this.folder, env };
  }

  async #endGuard(): Promise<void> {
    const guardian = this.#guard;
    if (guardian === undefined || guardian.exitCode !== null) return;
    const exited = once(guardian, 'exit');
    guardian.stdin?.end();
    await exited;
  }

  #spawn(): void {
    const settings = this.#settings.flatMap((setting) => ['-c', setting]);
    const program = join(this.#programs.bin, 'postgres');
    const options = ['-D', join(this.folder, 'data'), ...settings];
    this.#guard = spawn('/bin/sh', ['-c', guard, this.folder, program, ...options], {
      ...this.#spawning(),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
  }

  /** False when the server has ended instead. */
  async #isReady(): Promise<boolean> {
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      if (this.#guard?.exitCode !== null) return false;
      try {
        await this.query('select 1');
        return true;
      } catch {
        // It recovers, or opens its socket, or is about to end: asked again a little later.
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }
    await this.#endGuard();
    return false;
  }
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
