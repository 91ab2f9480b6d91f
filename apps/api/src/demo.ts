import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ApiReader } from './demo/api-reader.ts';
import { fillFolder } from './demo/demo-folder.ts';
import { printLinks } from './demo/links.ts';
import { walkThrough } from './demo/walk.ts';
import { startServer, type RunningServer } from './server.ts';
import { readSettings, type Settings } from '@caseline/hosting';

const MONTH_MS = 31 * 86_400_000;
const MAX_CASES = 5_000;
const MAX_SEED = 0xffff_ffff;
/** Until the views have folded the month. */
const VIEWS_WAIT_MS = 60_000;

const usage = `npm run demo [-- --seed NUMBER] [--cases NUMBER] [--exit]
  --seed   another month: 0 to ${MAX_SEED}
  --cases  how many cases: 1 to ${MAX_CASES}
  --exit   end after the walk instead of serving on`;

interface DemoOptions {
  readonly seed: number;
  readonly cases: number;
  readonly exit: boolean;
}

function optionsFrom(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '2013' },
      cases: { type: 'string', default: '600' },
      exit: { type: 'boolean', default: false },
    },
  });
  return {
    seed: wholeNumber('seed', values.seed, [0, MAX_SEED]),
    cases: wholeNumber('cases', values.cases, [1, MAX_CASES]),
    exit: values.exit,
  };
}

function wholeNumber(name: string, text: string, [least, most]: readonly [number, number]): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new TypeError(`--${name} is a whole number from ${least} to ${most}`);
}

async function main(): Promise<void> {
  const options = readOptions();
  const folder = mkdtempSync(join(tmpdir(), 'caseline-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { seed, cases } = options;
  console.log(`A month of cases, seed ${seed}, in ${folder}`);
  const startedMs = Date.now();
  const plan = { seed, cases, startMs: startedMs - MONTH_MS, endMs: startedMs };
  const filled = await fillFolder(folder, plan);
  const seconds = ((Date.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${filled.cases} cases, ${filled.events} events, made in ${seconds} s`);
  const server = await listen(folder);
  const end = async (): Promise<void> => {
    await server.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
  await show(server);
  if (options.exit) await end();
  console.log('\nThe server goes on until Ctrl-C; then the data folder is removed.');
}

function readOptions(): DemoOptions {
  try {
    return optionsFrom(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** On the usual port where it is free, else on any. */
async function listen(folder: string): Promise<RunningServer> {
  const settings = settingsFor(folder);
  try {
    return await startServer(settings);
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    console.log(`Port ${settings.PORT} is taken, so another one is used.`);
    return startServer({ ...settings, PORT: 0 });
  }
}

/** The demonstration has its own folder and key, whatever a server here is otherwise set to. */
function settingsFor(folder: string): Settings {
  const { PORT, CASELINE_HOST, CASELINE_LOG = 'warn' } = process.env;
  const own = { NODE_ENV: 'development', CASELINE_DATA: folder };
  return readSettings({ PORT, CASELINE_HOST, CASELINE_LOG, ...own });
}

async function show({ url, store, views, access }: RunningServer): Promise<void> {
  if (access === null) throw new Error('a development server has tokens');
  await views.queries.waitForPosition(await store.head(), VIEWS_WAIT_MS);
  console.log(`Caseline listens on ${url}`);
  const { stdout } = process;
  await walkThrough({
    api: new ApiReader(url, access.tokens.auditor),
    clock: { now: () => Date.now() },
    print: (line) => console.log(line),
    rewrite: stdout.isTTY ? (line) => void stdout.write(`\r\x1b[K${line}`) : undefined,
  });
  printLinks(url, access);
}

await main();
