/** An installation of many processes on one EventStoreDB and one PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startCaseline,
  startWorker,
  type CaselineServer,
  type CaselineWorker,
} from '../support/caseline-server.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { Witness, type Pace } from './acknowledged-writes.ts';

export interface InstallationStores {
  readonly EVENTSTORE_URL: string;
  readonly DATABASE_URL: string;
}

export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), 'caseline-installation-'));
  readonly apis = new Map<number, CaselineServer>();
  readonly #stores: InstallationStores;
  readonly #workers = new Map<string, CaselineWorker>();

  constructor(stores: InstallationStores) {
    this.#stores = stores;
  }

  /** Starts the server of this number, which serves and does nothing else. */
  async startApi(number: number): Promise<CaselineServer> {
    const alone = { CASELINE_PROJECTOR: 'false', CASELINE_TIMEKEEPER: 'false' };
    const environment = { ...this.#stores, ...alone };
    const server = await startCaseline({ folder: this.folder, environment });
    this.apis.set(number, server);
    return server;
  }

  /** Ends the server of this number: it is no longer offered to clients from then on. */
  async endApi(number: number, signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const server = this.apis.get(number);
    this.apis.delete(number);
    await server?.kill(signal);
    return (await server?.ended)?.code ?? null;
  }

  async startWorker(app: 'projector' | 'timekeeper', number: number): Promise<void> {
    const options = { folder: this.folder, environment: { ...this.#stores } };
    this.#workers.set(`${app} ${number}`, await startWorker(app, options));
  }

  async endWorker(
    app: 'projector' | 'timekeeper',
    number: number,
    signal: 'SIGTERM' | 'SIGKILL',
  ): Promise<number | null> {
    const worker = this.#workers.get(`${app} ${number}`);
    await worker?.kill(signal);
    return (await worker?.ended)?.code ?? null;
  }

  /** Ends everything, servers first. */
  async end(): Promise<void> {
    for (const number of [...this.apis.keys()]) await this.endApi(number, 'SIGTERM');
    await Promise.all([...this.#workers.values()].map((worker) => worker.kill('SIGTERM')));
    rmSync(this.folder, { recursive: true });
  }
}

/** A witness that works on any server there is, until it is told to stop. */
export class WanderingWitness {
  readonly witness: Witness;
  readonly #installation: Installation;
  readonly #working: Promise<void>;
  #isStopped = false;

  constructor(installation: Installation, random: SeededRandom, pace: Pace) {
    this.witness = new Witness(random, pace);
    this.#installation = installation;
    this.#working = this.#work(random);
  }

  /** Resolves when the servers it works on have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
  }

  async #work(random: SeededRandom): Promise<void> {
    while (!this.#isStopped) {
      const servers = [...this.#installation.apis.values()];
      const server = servers[random.below(Math.max(servers.length, 1))];
      if (server !== undefined) await this.witness.work(server);
      // Lets the servers that start meanwhile come up, also when there is none.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** What a store that was away costs: back-off of those who use it, and leases that run out. */
const VIEWS_MS = 60_000;

/** Resolves when the views have seen a position; they may have been away for a while. */
export async function viewsReached(
  { port, tokens }: Pick<CaselineServer, 'port' | 'tokens'>,
  position: number,
): Promise<void> {
  const path = `/v1/queue?limit=1&minPosition=${position}`;
  const headers = { authorization: `Bearer ${tokens.agent}` };
  const startedAt = performance.now();
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    if (status === 200) return;
    if (performance.now() - startedAt > VIEWS_MS) throw new Error(`the views answer ${status}`);
  }
}
