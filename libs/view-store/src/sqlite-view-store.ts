import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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
import { GenerationWriter } from './generation-writer.ts';
import { ViewRegistry, registrySchema } from './view-registry.ts';

/** The file of the views in the data folder. It can be deleted: it is rebuilt from the log. */
export const VIEWS_FILE = 'views.sqlite';

/** How long a statement waits for another process that is writing. */
const BUSY_TIMEOUT_MS = 10_000;

/** About 64 MB of pages: a rebuild touches cases all over the file. */
const CACHE_KIB = 65_536;

/**
 * 40 MB of write-ahead log: pages that many batches touch are copied to the file once. With more,
 * copying them keeps the device from the commits of the log beside it for longer.
 */
const CHECKPOINT_PAGES = 10_000;

/** Opens the views for writing: one file in a folder, or memory when `folder` is null. */
export function openSqliteViewStore(folder: string | null): ViewStore {
  const file = folder === null ? ':memory:' : join(folder, VIEWS_FILE);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  database.exec('pragma journal_mode = wal');
  // A lost last commit costs nothing: its events are folded again from the log.
  database.exec('pragma synchronous = normal');
  database.exec(`pragma cache_size = -${CACHE_KIB}`);
  database.exec(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('pragma temp_store = memory');
  database.exec(registrySchema);
  return new SqliteViewStore(database);
}

/** `ViewStore` on one SQLite file. Views can always be rebuilt, so `synchronous` is `normal`. */
class SqliteViewStore implements ViewStore {
  readonly #database: DatabaseSync;
  readonly #registry: ViewRegistry;
  readonly #writers = new Map<string, GenerationWriter>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#registry = new ViewRegistry(database);
  }

  async openLive(view: ViewDefinition): Promise<ViewGeneration | null> {
    return this.#transact(() => {
      const live = this.#registry.live(view.name);
      if (live === undefined) return this.#registry.create(view, 'live');
      if (live.version !== view.version) return null;
      return { view, generation: live.generation, role: 'live' };
    });
  }

  async openBeside(view: ViewDefinition, { afresh = false } = {}): Promise<ViewGeneration> {
    return this.#transact(() => {
      const found = afresh ? undefined : this.#registry.building(view);
      const target: ViewGeneration =
        found === undefined
          ? this.#registry.create(view, 'building')
          : { view, generation: found.generation, role: 'building' };
      this.#registry.dropOthers(target, ['building']);
      return target;
    });
  }

  async switchTo(targets: readonly ViewGeneration[], { aheadOfLog = false } = {}): Promise<void> {
    this.#transact(() => {
      for (const target of targets) {
        const built = this.#registry.find(target);
        const live = this.#registry.live(target.view.name);
        const isBehind =
          live?.version === target.view.version && live.position > (built?.position ?? -1);
        if (built === undefined || (isBehind && !aheadOfLog)) {
          throw new CheckpointMoved(`${target.view.name} has moved on beside its rebuild`);
        }
        this.#registry.makeLive(target);
      }
    });
    this.#writers.clear();
  }

  async checkpoint(target: ViewGeneration): Promise<Checkpoint> {
    const found = this.#registry.checkpoint(target);
    return found ?? this.#refuse(target);
  }

  async load(
    target: ViewGeneration,
    wanted: readonly RowsWanted[],
  ): Promise<readonly (readonly Row[])[]> {
    const writer = this.#writerOf(target);
    try {
      return wanted.map((rows) => writer.load(rows));
    } catch (error) {
      // Another process switched to a rebuilt generation and dropped the tables of this one.
      if (this.#registry.find(target) === undefined) this.#refuse(target);
      throw error;
    }
  }

  async write(changes: readonly ViewChanges[]): Promise<void> {
    this.#transact(() => {
      for (const change of changes) this.#writerOf(change.target).write(change);
    });
  }

  async quarantined(target: ViewGeneration): Promise<readonly QuarantinedStream[]> {
    return this.#registry.quarantined(target);
  }

  async close(): Promise<void> {
    this.#writers.clear();
    this.#database.close();
  }

  #writerOf(target: ViewGeneration): GenerationWriter {
    const key = `${target.view.name} ${target.view.version} ${target.generation}`;
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    if (this.#registry.find(target) === undefined) this.#refuse(target);
    const writer = new GenerationWriter(this.#database, target);
    this.#writers.set(key, writer);
    return writer;
  }

  #refuse({ view, generation }: ViewGeneration): never {
    throw new CheckpointMoved(`generation ${generation} of ${view.name} was switched away`);
  }

  #transact<Result>(work: () => Result): Result {
    this.#database.exec('begin immediate');
    try {
      const result = work();
      this.#database.exec('commit');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }
}
