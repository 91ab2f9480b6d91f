/**
 * `node infra/docker/check-image.mjs`: does without a container engine what the Dockerfile says. It
 * runs the commands of the build stage on a fresh clone, starts the result as the image would, as
 * its user where this is root, asks it whether it is ready, and ends it by SIGTERM.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isWell } from './ask-health.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** How often the process is asked before it counts as broken, and the pause between. */
const MAX_LOOKS = 60;
const LOOK_EVERY_MS = 500;
const USER = 1_000;

const dockerfile = readFileSync(join(root, 'infra/docker/Dockerfile'), 'utf8');
const instructions = dockerfile
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .map((line) => /^(\w+)\s+(.*)$/.exec(line.trim()))
  .filter((match) => match !== null)
  .map(([, keyword, content]) => ({ keyword, content }));
const contentsOf = (keyword) =>
  instructions.filter((each) => each.keyword === keyword).map(({ content }) => content);

const folder = mkdtempSync(join(tmpdir(), 'caseline-image-'));
try {
  process.exitCode = (await check()) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function check() {
  const app = join(folder, 'app');
  execute('git', ['clone', '--quiet', '--depth=1', `file://${root}`, app]);
  // .dockerignore leaves the history out.
  rmSync(join(app, '.git'), { recursive: true });
  for (const command of contentsOf('RUN')) {
    if (command.includes('/data')) continue;
    execute('sh', ['-ec', command.replaceAll(/--mount=\S+\s+/g, '')], app);
  }
  const size = spawnSync('du', ['-sm', app], { encoding: 'utf8' }).stdout.split('\t')[0];
  console.log(`the folder that the image ships has ${size} MB`);
  return startAsTheImageDoes(app);
}

async function startAsTheImageDoes(app) {
  const isRoot = process.getuid?.() === 0;
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  chmodSync(folder, 0o755);
  if (isRoot) chownSync(data, USER, USER);
  const environment = {
    ...environmentOfTheImage(),
    CASELINE_DATA: data,
    PORT: String(20_000 + (process.pid % 20_000)),
  };
  const entry = JSON.parse(contentsOf('ENTRYPOINT')[0]);
  const args = [...entry, ...JSON.parse(contentsOf('CMD').at(-1))]
    .slice(1)
    .map((arg) => arg.replace('/app/', `${app}/`));
  const child = spawn(process.execPath, args, {
    cwd: app,
    // Its own key serves for a look; in production the image refuses to make one.
    env: { ...environment, NODE_ENV: 'development', PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
    ...(isRoot ? { uid: USER, gid: USER } : {}),
  });
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const isReady = await untilReady(environment);
  child.kill('SIGTERM');
  const code = await ended;
  console.log(`ready: ${isReady}; ended by SIGTERM with ${code}`);
  return isReady && code === 0;
}

async function untilReady(environment) {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if (await isWell(environment)) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

function environmentOfTheImage() {
  const pairs = contentsOf('ENV')
    .join(' ')
    .matchAll(/(\w+)=(\S+)/g);
  return Object.fromEntries([...pairs].map(([, name, value]) => [name, value]));
}

function execute(command, args, cwd = root) {
  console.log(`> ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
