/**
 * `npm test`: type check and lint through Nx, then every test with Jest, then those over HTTP once
 * more on EventStoreDB's test server and PostgreSQL. Arguments go to Jest, which then runs once.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lint } from '../lint/lint.mjs';
import { root } from './compile.mjs';
import { runJest } from './jest.mjs';
import { nodeVersionComplaint } from './node-version.mjs';

const complaint = nodeVersionComplaint();
if (complaint !== undefined) {
  console.error(complaint);
  process.exit(1);
}

step('type check and lint', () => lint({ beside: ['typecheck'] }));
const given = process.argv.slice(2);
step('tests', () => runJest(given));
if (given.length === 0) await testOnServers();

/** A server of stores that cannot run here is said, not passed over in silence. */
async function testOnServers() {
  const postgres = join(root, 'test', 'dist', 'support', 'postgres', 'programs.js');
  const { whyNoPostgres } = await import(pathToFileURL(postgres).href);
  const missing = whyNoPostgres();
  if (missing !== undefined) {
    console.log(`\n== tests over HTTP on EventStoreDB and PostgreSQL [skipped: ${missing}]`);
    return;
  }
  step('tests over HTTP on EventStoreDB and PostgreSQL', () =>
    runJest(specsOverHttp(), { CASELINE_TEST_STORES: 'remote' }),
  );
}

/**
 * The specs whose server knows both kinds of stores, but for the pairs of status and command: those
 * are the chart's, whatever the store. With `CASELINE_TEST_STORES=remote` Jest runs any spec so.
 */
function specsOverHttp() {
  const folder = join(root, 'test', 'acceptance');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.spec.ts') && name !== 'status-by-command.spec.ts')
    .map((name) => join(folder, name))
    .filter((path) => /\b(ApiWorld|CaseDesk)\b/.test(readFileSync(path, 'utf8')));
}

function step(name, run) {
  console.log(`\n== ${name}`);
  const status = run();
  if (status !== 0) process.exit(status);
}
