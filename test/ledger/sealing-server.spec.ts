/** A running server seals its log by itself, and hands each checkpoint to who keeps a copy. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LEDGER_STREAM, openCheckpoint, readCheckpointSealed } from '@caseline/ledger';
import { leadSealing, ledgerKeys } from '@caseline/timekeeper';
import { readSettings } from '@caseline/hosting';
import { ApiWorld, type Answer } from '../support/api-world.ts';

/** Takes what is posted, and answers as it is told. */
class Witness {
  readonly #server: Server;
  readonly #taken: Promise<string>;
  attempts = 0;

  private constructor(refusals: number) {
    let take: (note: string) => void = () => undefined;
    this.#taken = new Promise((resolve) => (take = resolve));
    this.#server = createServer((request, response) => {
      void text(request).then((note) => {
        this.attempts += 1;
        response.writeHead(this.attempts > refusals ? 204 : 500).end();
        if (this.attempts > refusals) take(note);
      });
    });
  }

  static async open(refusals: number): Promise<Witness> {
    const witness = new Witness(refusals);
    witness.#server.listen(0, '127.0.0.1');
    await once(witness.#server, 'listening');
    return witness;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The first checkpoint that it took. */
  taken(): Promise<string> {
    return this.#taken;
  }

  close(): void {
    this.#server.close();
  }
}

/** How often readiness is asked before the test gives up, and the pause between. */
const MAX_LOOKS = 200;
const LOOK_EVERY_MS = 50;

let folder: string;
let witness: Witness;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-checkpoints-'));
  witness = await Witness.open(1);
});
afterEach(() => {
  witness.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks until readiness names something; sealing begins once the server has its lease. */
async function untilDegraded(world: ApiWorld): Promise<Answer> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const answer = await world.get('/health/ready');
    if (answer.body['status'] === 'degraded') return answer;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`not degraded after ${MAX_LOOKS} looks`);
}

describe('A server', () => {
  test('seals after the events that are asked for, into log, folder and webhook', async () => {
    const world = await ApiWorld.start({
      settings: {
        CASELINE_LEDGER_EVENTS: '1',
        CASELINE_LEDGER_FOLDER: folder,
        CASELINE_LEDGER_WEBHOOK: witness.url,
      },
    });
    try {
      const note = await witness.taken();
      expect(witness.attempts).toBe(2);
      const { store } = world.server;
      const [seal] = await store.readStream(LEDGER_STREAM, { max: 10 });
      expect(seal === undefined ? null : readCheckpointSealed(seal).checkpoint).toBe(note);
      const [origin = ''] = note.split('\n', 1);
      const settings = readSettings({ CASELINE_DATA: world.folder });
      const keys = ledgerKeys(settings)?.(origin).trusted ?? [];
      const { size } = openCheckpoint(note, { origin, keys });
      const { body } = await world.get('/metrics', { token: world.token(['operator']) });
      expect(body.text).toContain(`caseline_ledger_sealed_events ${size}\n`);
      expect(body.text).toContain('caseline_ledger_refused 0\n');
      await world.server.close();
      const [name = ''] = readdirSync(folder);
      expect(readFileSync(join(folder, name), 'utf8')).toBe(note);
    } finally {
      await world.end();
    }
  });

  test('whose key has not sealed the log so far is degraded, and says why', async () => {
    const settings = { CASELINE_LEDGER_EVENTS: '1', CASELINE_LEDGER_WEBHOOK: witness.url };
    const world = await ApiWorld.start({ settings });
    try {
      await witness.taken();
      expect((await world.get('/health/ready')).body['reasons']).toEqual([]);
      rmSync(join(world.folder, 'ledger-key.pem'));
      await world.restart();
      const { status, body } = await untilDegraded(world);
      expect(status).toBe(200);
      expect(body['reasons']).toMatchObject([
        { code: 'ledger-refused', blocks: false, facts: { refusal: 'wrong-key' } },
      ]);
    } finally {
      await world.end();
    }
  });

  test('without a key in production says so, and seals nothing', () => {
    const warned: string[] = [];
    const logger = { warn: (_facts: object, said: string) => warned.push(said) };
    const settings = readSettings({ NODE_ENV: 'production', CASELINE_DATA: folder });
    // Nothing but the settings and the logger is asked before there is a key.
    const parts = { settings, logger } as unknown as Parameters<typeof leadSealing>[0];
    expect(leadSealing(parts).progress()).toBeNull();
    expect(warned).toEqual(['The log is not sealed: no key is given (ledger-off)']);
  });
});
