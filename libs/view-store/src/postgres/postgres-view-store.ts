import type {
  Checkpoint,
  QuarantinedStream,
  Row,
  RowsWanted,
  ViewChanges,
  ViewDefinition,
  ViewGeneration,
  ViewStore,
} from '@caseline/event-sourcing';
import { CheckpointMoved } from '@caseline/event-sourcing';
import { lockTransaction } from './advisory-lock.ts';
import { SessionPool, durably } from './connection.ts';
import type { PostgresAccess, Session } from './connection.ts';
import { UNDEFINED_TABLE, UNIQUE_VIOLATION, sqlState } from './faults.ts';
import { GenerationRegistry } from './generation-registry.ts';
import { PostgresGenerationWriter } from './generation-writer.ts';
import type { Putting } from './generation-writer.ts';
import { migrate } from './migrations.ts';
import { ensureReaderRole } from './reader-role.ts';
import { Steady } from './steady.ts';

/** A projector works on one batch at a time; a switch and a question may come beside it. */
const MAX_CONNECTIONS = 4;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Indexes of a million cases, and the tables' statistics. */
const LONG_STATEMENT_TIMEOUT_MS = 30 * 60_000;

/** How long a switch waits for readers before it lets them go first, and tries again. */
const SWITCH_LOCK_TIMEOUT_MS = 2_000;

/** Two minutes of trying, with the pauses between: one who reads longer holds up the switch. */
const MAX_SWITCHES = 40;

const writerSession = {
  // A commit lost with the machine costs nothing: its events are folded again from the log.
  synchronous_commit: 'off',
  // Rows are found by their keys. A plan made while a table was empty must not read all of it.
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
} as const;

/**
 * Opens the views for writing and brings their schema up to date first. Throws
 * `ViewStoreUnreachable`, `ViewStoreForbidden` or `ViewSchemaNewer`.
 */
export async function openPostgresViewStore(access: PostgresAccess): Promise<ViewStore> {
  const pool = new SessionPool(access, {
    maxConnections: MAX_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    session: writerSession,
  });
  try {
    await migrate(pool);
    const notice = await ensureReaderRole(pool);
    if (notice !== undefined) access.onFault?.(notice);
  } catch (error) {
    await pool.close();
    throw pool.explained(error);
  }
  return new PostgresViewStore(pool, access.onFault);
}

/**
 * `ViewStore` on PostgreSQL. Lost connections and deadlocks are tried again: a batch that was
 * committed although nobody said so is then refused by its checkpoint, as `CheckpointMoved`.
 */
class PostgresViewStore implements ViewStore {
  readonly #pool: SessionPool;
  readonly #steady: Steady;
  readonly #writers = new Map<string, PostgresGenerationWriter>();

  constructor(pool: SessionPool, onFault: PostgresAccess['onFault']) {
    this.#pool = pool;
    this.#steady = new Steady(pool, onFault);
  }

  openLive(view: ViewDefinition): Promise<ViewGeneration | null> {
    return this.#change([view], async (registry) => {
      const live = await registry.live(view.name);
      if (live === undefined) return registry.create(view, 'live');
      if (live.version !== view.version) return null;
      return { view, generation: live.generation, role: 'live' };
    });
  }

  openBeside(view: ViewDefinition, { afresh = false } = {}): Promise<ViewGeneration> {
    return this.#change([view], async (registry) => {
      const found = afresh ? undefined : await registry.building(view);
      const target: ViewGeneration =
        found === undefined
          ? await registry.create(view, 'building')
          : { view, generation: found.generation, role: 'building' };
      await registry.dropOthers(target, ['building']);
      return target;
    });
  }

  async switchTo(targets: readonly ViewGeneration[], { aheadOfLog = false } = {}): Promise<void> {
    const ordered = inOrder(targets, ({ view }) => view.name);
    for (const target of ordered) await this.#finish(target);
    const change = () => this.#switchOnce(ordered, aheadOfLog);
    await this.#steady.attempt(change, MAX_SWITCHES);
    this.#writers.clear();
  }

  async checkpoint(target: ViewGeneration): Promise<Checkpoint> {
    const found = await this.#ask((session) => new GenerationRegistry(session).checkpoint(target));
    return found ?? refuse(target);
  }

  async load(
    target: ViewGeneration,
    wanted: readonly RowsWanted[],
  ): Promise<readonly (readonly Row[])[]> {
    const writer = this.#writerOf(target);
    try {
      return await this.#ask(async (session) => {
        const loaded: (readonly Row[])[] = [];
        for (const rows of wanted) loaded.push(await writer.load(session, rows));
        return loaded;
      });
    } catch (error) {
      // Another process switched to a rebuilt generation and dropped the tables of this one.
      if (sqlState(error) === UNDEFINED_TABLE) return refuse(target);
      throw error;
    }
  }

  async write(changes: readonly ViewChanges[]): Promise<void> {
    const ordered = inOrder(changes, ({ target }) => target.view.name);
    try {
      await this.#writeOnce(ordered, 'adding');
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      await this.#writeOnce(ordered, 'replacing');
    }
  }

  quarantined(target: ViewGeneration): Promise<readonly QuarantinedStream[]> {
    return this.#ask((session) => new GenerationRegistry(session).quarantined(target));
  }

  async close(): Promise<void> {
    this.#steady.stop();
    await this.#pool.close();
  }

  #writeOnce(changes: readonly ViewChanges[], putting: Putting): Promise<void> {
    return this.#steady.attempt(() =>
      this.#pool.transact(async (session) => {
        for (const change of changes) {
          await this.#writerOf(change.target).write(session, change, putting);
        }
      }),
    );
  }

  #switchOnce(targets: readonly ViewGeneration[], aheadOfLog: boolean): Promise<void> {
    const views = targets.map(({ view }) => view);
    return this.#changeOnce(views, async (registry, session) => {
      await session.query(`set local lock_timeout = '${SWITCH_LOCK_TIMEOUT_MS}'`);
      for (const target of targets) {
        const live = await registry.live(target.view.name);
        const built = await registry.find(target);
        const isBehind =
          live?.version === target.view.version && live.position > (built?.position ?? -1);
        if (built === undefined || (isBehind && !aheadOfLog)) {
          throw new CheckpointMoved(`${target.view.name} has moved on beside its rebuild`);
        }
        await registry.makeLive(target);
      }
    });
  }

  /** What readers need of a generation, made before the switch, which must be short. */
  async #finish(target: ViewGeneration): Promise<void> {
    await this.#change([target.view], async (registry, session) => {
      if ((await registry.find(target)) === undefined) return refuse(target);
      await session.query(`set local statement_timeout = '${LONG_STATEMENT_TIMEOUT_MS}'`);
      await registry.finish(target, LONG_STATEMENT_TIMEOUT_MS);
    });
  }

  #ask<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.#steady.attempt(() => this.#pool.lend(work));
  }

  /** Changes to the generations of views, of which others make none meanwhile. */
  #change<Result>(
    views: readonly ViewDefinition[],
    work: (registry: GenerationRegistry, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return this.#steady.attempt(() => this.#changeOnce(views, work));
  }

  #changeOnce<Result>(
    views: readonly ViewDefinition[],
    work: (registry: GenerationRegistry, session: Session) => Promise<Result>,
  ): Promise<Result> {
    return this.#pool.transact(async (session) => {
      await session.query(durably);
      const names = views.map(({ name }) => name).sort();
      for (const name of names) await lockTransaction(session, `view ${name}`);
      return work(new GenerationRegistry(session), session);
    });
  }

  #writerOf(target: ViewGeneration): PostgresGenerationWriter {
    const key = `${target.view.name} ${target.view.version} ${target.generation}`;
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const writer = new PostgresGenerationWriter(target);
    this.#writers.set(key, writer);
    return writer;
  }
}

/** Always in the same order, so that two projectors wait for each other and do not lock up. */
const inOrder = <Item>(items: readonly Item[], nameOf: (item: Item) => string): readonly Item[] =>
  [...items].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));

function refuse({ view, generation }: ViewGeneration): never {
  throw new CheckpointMoved(`generation ${generation} of ${view.name} was switched away`);
}
