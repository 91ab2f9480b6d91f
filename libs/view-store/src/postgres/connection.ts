import pg from 'pg';
import { CopyQuery } from './copy-query.ts';
import { explained, isConnectionFault, isError, placeOf } from './faults.ts';
import { ViewStoreUnreachable } from './view-store-errors.ts';

/** Where PostgreSQL is, and who is told of faults that the work goes on from. */
export interface PostgresAccess {
  /** `postgresql://user:password@host:5432/database`. */
  readonly url: string;
  readonly onFault?: ((fault: Error) => void) | undefined;
}

/** Where everything of Caseline lives in the database. */
export const SCHEMA = 'caseline';

/** In a transaction that must outlive a crash of the server: tables, unlike rows, are made once. */
export const durably = 'set local synchronous_commit = on';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_AFTER_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** How much longer the client waits than the server works: then the connection must be dead. */
const ANSWER_GRACE_MS = 5_000;

const INT8 = 20;
const INT4 = 23;

/** Whole numbers come as numbers: views hold none that a number cannot hold. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === INT4 ? Number : pg.types.getTypeParser(oid, format ?? 'text'),
};

export interface PoolSettings {
  readonly maxConnections: number;
  /** How long one statement may take. */
  readonly statementTimeoutMs: number;
  /** Further settings of each session. */
  readonly session?: Readonly<Record<string, string>>;
}

/** What a client needs to connect. Timeouts everywhere: nothing may hang for ever. */
export function clientConfig(url: string, statementTimeoutMs: number): pg.ClientConfig {
  if (!/^postgres(ql)?:\/\/\S+$/.test(url.trim())) throw unusableUrl();
  return {
    connectionString: url.trim(),
    fallback_application_name: 'caseline',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: statementTimeoutMs + ANSWER_GRACE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    types,
  };
}

/** A client that is not connected yet; what it says of a bad text would repeat the password. */
export function clientOf(config: pg.ClientConfig): pg.Client {
  try {
    return new pg.Client(config);
  } catch {
    throw unusableUrl();
  }
}

const unusableUrl = (): ViewStoreUnreachable =>
  new ViewStoreUnreachable(
    'DATABASE_URL is no connection string of PostgreSQL, such as ' +
      'postgresql://user:password@host:5432/database',
  );

const sessionStatement = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `set ${name} = '${value}'`)
    .join('; ');

/** A question with everything that PostgreSQL must know of it. */
export interface Question {
  /** Statements with a name are planned once in a session. */
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
  /** Longer than usual, for the rare statement that takes long. */
  readonly timeoutMs?: number;
}

/** One session, held by one caller at a time. */
export class Session {
  readonly #client: pg.ClientBase;
  #isBroken = false;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** True when nobody should use the session again. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Nobody will use it again. */
  abandon(): void {
    this.#isBroken = true;
  }

  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<pg.QueryResult<Row>> {
    return this.#guarded(() => this.#client.query<Row>(text, [...values]));
  }

  /** Rows as lists of cells, in the order of the columns asked for. */
  async rows<Cells extends unknown[]>(question: Question): Promise<readonly Cells[]> {
    const { rows } = await this.#guarded(() =>
      this.#client.query<Cells>({ ...prepared(question), rowMode: 'array' }),
    );
    return rows;
  }

  /** How many rows a statement has changed. */
  async run(question: Question): Promise<number> {
    const { rowCount } = await this.#guarded(() => this.#client.query(prepared(question)));
    return rowCount ?? 0;
  }

  /** Sends the messages that `text`, a `COPY … FROM STDIN`, asks for. */
  async copy(text: string, messages: readonly Buffer[]): Promise<void> {
    await this.#guarded(
      () =>
        new Promise<void>((resolve, reject) => {
          const copied = (error?: Error | null): void => (error ? reject(error) : resolve());
          this.#client.query(new CopyQuery({ text, messages }, copied));
        }),
    );
  }

  async #guarded<Result>(ask: () => Promise<Result>): Promise<Result> {
    try {
      return await ask();
    } catch (error) {
      // After a timeout of the client the answer may still come, and to another question.
      if (isConnectionFault(error)) this.#isBroken = true;
      throw error;
    }
  }
}

const prepared = ({ name, text, values = [], timeoutMs }: Question) => ({
  text,
  values: [...values],
  ...(name === undefined ? {} : { name }),
  ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs + ANSWER_GRACE_MS }),
});

/** A session of a pool, and how to give it back. */
export interface BorrowedSession {
  readonly session: Session;
  release(): void;
}

/** Sessions that are opened when they are wanted, and again when they were lost. */
export class SessionPool {
  readonly place: string;
  readonly #pool: pg.Pool;
  readonly #lent = new Set<pg.Client>();
  #closed: Promise<void> | undefined;

  constructor(access: PostgresAccess, settings: PoolSettings) {
    const { maxConnections, statementTimeoutMs, session = {} } = settings;
    const config = clientConfig(access.url, statementTimeoutMs);
    const statement = sessionStatement({
      search_path: SCHEMA,
      statement_timeout: `${statementTimeoutMs}`,
      idle_in_transaction_session_timeout: `${statementTimeoutMs}`,
      // Every statement is short, or reads a few rows: compiling one would take longer.
      jit: 'off',
      ...session,
    });
    this.place = placeOf(clientOf(config));
    this.#pool = new pg.Pool({
      ...config,
      max: maxConnections,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      onConnect: (client) => client.query(statement) as unknown as void,
    });
    // Without a listener the loss of an idle connection would end the process.
    this.#pool.on('error', (error) => access.onFault?.(this.#told(error)));
  }

  /** A session to be released by the caller, whatever becomes of the work. */
  async borrow(): Promise<BorrowedSession> {
    const client = await this.#pool.connect();
    const session = new Session(client);
    if (client instanceof pg.Client) this.#lent.add(client);
    // The pool listens to idle sessions only: between two questions a lent one may end too.
    const abandon = (): void => session.abandon();
    client.on('error', abandon);
    const release = (): void => {
      client.off('error', abandon);
      if (client instanceof pg.Client) this.#lent.delete(client);
      client.release(session.isBroken);
    };
    return { session, release };
  }

  /** Lends a session for some work. Errors are those of PostgreSQL, not yet explained. */
  async lend<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const { session, release } = await this.borrow();
    try {
      return await work(session);
    } finally {
      release();
    }
  }

  /** All of the work in one transaction, or nothing of it. */
  transact<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.lend(async (session) => {
      await session.query('begin');
      try {
        const result = await work(session);
        await session.query('commit');
        return result;
      } catch (error) {
        // What cannot be rolled back ends with its session.
        if (!session.isBroken) await session.query('rollback').catch(() => session.abandon());
        throw error;
      }
    });
  }

  /** The error as people are told it. */
  explained(error: unknown): unknown {
    return explained(error, this.place);
  }

  /** Ends all sessions once what they are asked is answered, and after 5 s in any case. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const hangUp = (): void => {
      // A client that ends within a question drops its connection; the question then fails.
      for (const client of this.#lent) void client.end();
    };
    const timer = setTimeout(hangUp, CLOSE_TIMEOUT_MS);
    await this.#pool.end();
    clearTimeout(timer);
  }

  #told(error: Error): Error {
    const told = this.explained(error);
    return isError(told) ? told : error;
  }
}
