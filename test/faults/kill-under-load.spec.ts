/** `kill -9` of the real server under load, and an audit from outside (P1, P2, P4). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ServerDidNotStart,
  killLivingServers,
  startCaseline,
} from '../support/caseline-server.ts';
import { HttpConnection } from '../support/http-connection.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { Witness } from './acknowledged-writes.ts';
import { audit } from './audit.ts';

const seed = seedOf(process.env['FAULTS_SEED']);
/** Kills in all; each lane has a server and a data folder of its own. */
const KILLS = Number(process.env['FAULTS_KILLS'] ?? 100);
const LANES = 2;
/** A server is killed a moment after so many acknowledgements at most; a stuck one, after this. */
const MAX_ACKNOWLEDGED = 150;
const MAX_MOMENT_MS = 10;
const MAX_WORK_MS = 20_000;
/** One kill in so many comes while the server starts. */
const KILL_IN_START = 8;
const MAX_START_MS = 400;
const HOUR_MS = 3_600_000;

/** Starts, works and kills the server so many times, then lets it settle and audits its data. */
async function lane(laneSeed: number, kills: number) {
  const random = seededRandom(laneSeed);
  const witness = new Witness(random);
  const folder = mkdtempSync(join(tmpdir(), 'caseline-kills-'));
  for (let kill = 0; kill < kills; kill += 1) {
    if (random.below(KILL_IN_START) === 0) await killInStart(folder, random.below(MAX_START_MS));
    else await killAtWork(folder, witness, random);
  }
  const server = await startCaseline({ folder });
  const position = await witness.settle(server);
  await viewsReached(server, position);
  await server.kill('SIGTERM');
  const found = await audit(folder, witness.intents);
  const { contradictions, counts, intents } = witness;
  if (isSound(found) && contradictions.length === 0) rmSync(folder, { recursive: true });
  else console.error(`the data is kept in ${folder}`);
  return { found, contradictions, counts, intents: intents.length };
}

async function killAtWork(folder: string, witness: Witness, random: SeededRandom): Promise<void> {
  const server = await startCaseline({ folder });
  const busy = witness.acknowledgements(1 + random.below(MAX_ACKNOWLEDGED));
  const working = witness.work(server);
  const stuck = new AbortController();
  await Promise.race([busy, passed(MAX_WORK_MS, undefined, { signal: stuck.signal })]);
  stuck.abort();
  await passed(random.below(MAX_MOMENT_MS));
  await server.kill('SIGKILL');
  await working;
}

/** A server killed before it listens has acknowledged nothing; the next one must not mind. */
async function killInStart(folder: string, afterMs: number): Promise<void> {
  const abort = new AbortController();
  const killed = passed(afterMs).then(() => abort.abort());
  await startCaseline({ folder, signal: abort.signal }).then(
    (server) => server.kill('SIGKILL'),
    (error: unknown) => {
      if (!(error instanceof ServerDidNotStart) || error.exitCode !== null) throw error;
    },
  );
  await killed;
}

async function viewsReached(
  { port, tokens }: Awaited<ReturnType<typeof startCaseline>>,
  position: number,
): Promise<void> {
  const connection = await HttpConnection.open(port);
  const headers = [`authorization: Bearer ${tokens.agent}`];
  const path = `/v1/queue?limit=1&minPosition=${position}`;
  expect(await connection.send({ method: 'GET', path, headers })).toMatchObject({ status: 200 });
  connection.close();
}

const isSound = (found: Awaited<ReturnType<typeof audit>>): boolean =>
  found.lost === 0 &&
  found.duplicated === 0 &&
  found.faultsOfLog.length === 0 &&
  found.differingViews.length === 0;

describe(`a server that is killed ${KILLS} times (FAULTS_SEED=${seed})`, () => {
  afterEach(killLivingServers);

  test('loses nothing, does nothing twice, and its views equal a rebuild', async () => {
    const lanes = await Promise.all(
      Array.from({ length: LANES }, (_, index) => lane(seed + index, Math.ceil(KILLS / LANES))),
    );
    for (const { found, contradictions, counts, intents } of lanes) {
      expect(contradictions).toEqual([]);
      expect(found).toEqual({
        events: expect.any(Number),
        lost: 0,
        duplicated: 0,
        faultsOfLog: [],
        differingViews: [],
      });
      // A run without acknowledged, unanswered and repeated commands would have proven nothing.
      expect(intents).toBeGreaterThan(KILLS);
      expect(counts.resent).toBeGreaterThan(0);
      expect(counts.repeated).toBeGreaterThan(0);
    }
    const foundWritten = lanes.map(({ counts }) => counts.foundWritten);
    expect(Math.max(...foundWritten)).toBeGreaterThan(0);
  }, HOUR_MS);
});
