/** The real server as a process of its own, as `npm start` runs it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noteOpened } from './left-open.ts';

/** Every program of the product. */
export type App = 'api' | 'casectl' | 'projector' | 'timekeeper';

/** How it is started. */
export interface ServerOptions {
  /** The data folder (`CASELINE_DATA`). */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Options of Node itself, such as `--import=…`. */
  readonly nodeOptions?: readonly string[];
  /** Kills it (SIGKILL) when it aborts, also before it listens. */
  readonly signal?: AbortSignal;
}

/** A server that listens. */
export interface CaselineServer {
  readonly port: number;
  readonly pid: number;
  readonly tokens: { readonly agent: string; readonly administrator: string };
  /** Milliseconds from its start to the line that says where it listens. */
  readonly startMs: number;
  /** Everything it wrote to standard error so far. */
  errors(): string;
  /** Ends it as the operating system would; resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** It ended before it listened. */
export class ServerDidNotStart extends Error {
  override readonly name = 'ServerDidNotStart';
  readonly exitCode: number | null;
  readonly errors: string;

  constructor(exitCode: number | null, errors: string) {
    super(`the server ended with ${exitCode} before it listened: ${errors.slice(-2_000)}`);
    this.exitCode = exitCode;
    this.errors = errors;
  }
}

/** The folder of the repository, from sources and from compiled modules alike. */
export function repositoryRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'nx.json'))) {
    if (dirname(folder) === folder) throw new Error('not inside the repository');
    folder = dirname(folder);
  }
  return folder;
}

/** Compiled entry points; `npm test` and `npm run bench` compile first. */
export function compiledMain(app: App): string {
  const main = join(repositoryRoot(), 'apps', app, 'dist', 'main.js');
  if (existsSync(main)) return main;
  throw new Error(`${main} is missing: run \`npm run build\` first`);
}

/** What `npm start` and `npm run casectl` tell Node itself, and where it keeps what it compiled. */
export function asNpmRuns(app: App): {
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
} {
  const root = repositoryRoot();
  const file = join(root, 'infra', 'build', 'node-options.json');
  const options = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[] | undefined>;
  return {
    options: [...(options.every ?? []), ...(options[`apps/${app}`] ?? [])],
    environment: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'caseline') },
  };
}

/** The environment without what could change a server: its own settings are given one by one. */
export const cleanEnvironment = (
  settings: Readonly<Record<string, string>>,
): Record<string, string | undefined> => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(CASELINE_|PORT$|EVENTSTORE_URL$|DATABASE_URL$|NODE_OPTIONS$)/.test(name),
    ),
  ),
  NODE_ENV: 'development',
  ...settings,
});

/** Each with how to note its end. */
const living = new Map<ChildProcess, () => void>();

/** Kills what a failed test has left running; nothing is, when all went well. */
export function killLivingServers(): void {
  for (const [child, noteClosed] of living) {
    child.kill('SIGKILL');
    noteClosed();
  }
}

/** Starts the server on any free port and waits until it listens; throws `ServerDidNotStart`. */
export function startCaseline(options: ServerOptions): Promise<CaselineServer> {
  return startApp('api', options, accessIn);
}

/** A projector or timekeeper on its own, with the address of its health and metrics. */
export interface CaselineWorker extends Running {
  readonly healthUrl: string;
}

/** Starts a projector or timekeeper and waits until it runs; throws `ServerDidNotStart`. */
export function startWorker(
  app: 'projector' | 'timekeeper',
  options: ServerOptions,
): Promise<CaselineWorker> {
  const environment = { CASELINE_HEALTH_PORT: '0', ...options.environment };
  return startApp(app, { ...options, environment }, (output) => {
    const [, healthUrl] = /^Caseline's \w+ runs; health: (\S+)\n/m.exec(output) ?? [];
    return healthUrl === undefined ? undefined : { healthUrl };
  });
}

type Running = Omit<CaselineServer, 'port' | 'tokens'>;

/** Starts a program; it runs as soon as something is found in what it prints. */
async function startApp<Said>(
  app: App,
  options: ServerOptions,
  saidIn: (output: string) => Said | undefined,
): Promise<Said & Running> {
  const startedAt = performance.now();
  const node = asNpmRuns(app);
  const { folder, environment } = options;
  const settings = { PORT: '0', CASELINE_DATA: folder, CASELINE_LOG: 'warn' };
  const child = spawn(
    process.execPath,
    [...node.options, ...(options.nodeOptions ?? []), compiledMain(app)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment({ ...node.environment, ...settings, ...environment }),
    },
  );
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const noteClosed = noteOpened({ name: `${app} ${child.pid}`, close: () => kill('SIGKILL') });
  living.set(child, noteClosed);
  const ended = once(child, 'exit').then(([code, signal]) => {
    living.delete(child);
    noteClosed();
    return { code: code as number | null, signal: signal as string | null };
  });
  options.signal?.addEventListener('abort', () => child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const failed = ended.then(({ code }): never => {
    throw new ServerDidNotStart(code, errors);
  });
  const said = await Promise.race([untilSaid(child, saidIn), failed]);
  // Its end is told by `ended` from now on.
  failed.catch(() => undefined);
  return {
    ...said,
    pid: child.pid ?? -1,
    startMs: performance.now() - startedAt,
    errors: () => errors,
    kill,
    ended,
  };
}

function untilSaid<Said>(
  child: ChildProcess,
  saidIn: (output: string) => Said | undefined,
): Promise<Said> {
  let output = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const said = saidIn(output);
      if (said !== undefined) resolve(said);
    });
  });
}

type Access = Pick<CaselineServer, 'port' | 'tokens'>;

/** Address and tokens in what a development server prints; undefined until all are there. */
function accessIn(output: string): Access | undefined {
  const [, port] = /^Caseline listens on http:\/\/[^\s:/]+:(\d+)\n/m.exec(output) ?? [];
  const agent = tokenIn(output, 'agent');
  const administrator = tokenIn(output, 'administrator');
  if (port === undefined || agent === undefined || administrator === undefined) return undefined;
  return { port: Number(port), tokens: { agent, administrator } };
}

/** A whole line: the output may end within a token. */
const tokenIn = (output: string, role: string): string | undefined =>
  new RegExp(`^ *${role}: ([\\w-]+\\.[\\w-]+\\.[\\w-]+)\\n`, 'm').exec(output)?.[1];
