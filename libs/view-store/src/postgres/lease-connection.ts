import { Socket } from 'node:net';
import type pg from 'pg';
import { clientConfig, clientOf } from './connection.ts';
import { explained, placeOf } from './faults.ts';

/** How leases are kept. The holder gives up before the server does, whoever hangs. */
export const LEASE_TIMINGS = {
  /** How often who waits asks. */
  pollMs: 1_000,
  /** How often the holder says that it is there. */
  heartbeatMs: 2_000,
  /** How long after its last answered word the holder takes the lease for lost. */
  fenceMs: 7_000,
  /** How long after the last word the server ends the session, and frees the lease with it. */
  serverIdleMs: 9_000,
  /** How long an answer may take. */
  answerMs: 4_000,
  /** How long a good-bye may take. */
  closeMs: 1_000,
} as const;

/** A session of its own, whose end frees what it has locked. */
export class LeaseConnection {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  readonly #ended = new AbortController();

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    const end = (error?: Error): void =>
      this.#ended.abort(error ?? new Error('the connection has ended'));
    client.on('error', end);
    client.on('end', () => end());
  }

  static async open(url: string): Promise<LeaseConnection> {
    const socket = new Socket();
    const config = { ...clientConfig(url, LEASE_TIMINGS.answerMs), stream: () => socket };
    const timeouts = {
      connectionTimeoutMillis: LEASE_TIMINGS.answerMs,
      query_timeout: LEASE_TIMINGS.answerMs,
    };
    const client = clientOf({ ...config, ...timeouts });
    const connection = new LeaseConnection(client, socket);
    try {
      await client.connect();
      // The server sees that a holder hangs even where the network keeps its connection open.
      await client.query(`set idle_session_timeout = '${LEASE_TIMINGS.serverIdleMs}'`);
      return connection;
    } catch (error) {
      await connection.close();
      throw explained(error, placeOf(client));
    }
  }

  /** Aborts when the connection is lost. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  async tryLock(key: string): Promise<boolean> {
    const sql = 'select pg_try_advisory_lock($1) as locked';
    const { rows } = await this.#asked(() => this.#client.query<{ locked: boolean }>(sql, [key]));
    return rows[0]?.locked === true;
  }

  async heartbeat(): Promise<void> {
    await this.#asked(() => this.#client.query('select 1'));
  }

  /** Says good-bye, but does not wait for long: the server ends the session with its socket. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), LEASE_TIMINGS.closeMs);
    try {
      await this.#client.end();
    } catch {
      // It was never opened, or is gone already: then there is nobody to say good-bye to.
    } finally {
      clearTimeout(timer);
      this.#socket.destroy();
    }
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      throw explained(error, placeOf(this.#client));
    }
  }
}
