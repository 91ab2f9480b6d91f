/** Views of a written log in a folder of their own, and what is in them. */
import { caseProjections, readCaseFact, type CaseFact } from '@caseline/case-views';
import {
  ProjectionRunner,
  type Projection,
  type RecordedEvent,
  type ViewStore,
} from '@caseline/event-sourcing';
import { VIEWS_FILE, openSqliteViewStore } from '@caseline/view-store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { WrittenEventStore } from './written-event-store.ts';

export const viewTables = [
  'cases',
  'case_validity',
  'objectives',
  'objective_validity',
  'history',
] as const;

export interface ViewWorldSettings {
  readonly projections?: readonly Projection<CaseFact>[];
  /** Puts something between the runner and the store. */
  readonly wrap?: (store: ViewStore) => ViewStore;
}

export class ViewWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'caseline-views-'));
  readonly log: WrittenEventStore;
  #viewStore = openSqliteViewStore(this.folder);

  constructor(events: readonly RecordedEvent[] = []) {
    this.log = new WrittenEventStore(events);
  }

  get viewStore(): ViewStore {
    return this.#viewStore;
  }

  settings({ projections = caseProjections, wrap = (store) => store }: ViewWorldSettings = {}) {
    const viewStore = wrap(this.#viewStore);
    return { eventStore: this.log, viewStore, projections, read: readCaseFact };
  }

  runner(settings: ViewWorldSettings = {}): Promise<ProjectionRunner<CaseFact>> {
    return ProjectionRunner.open(this.settings(settings));
  }

  /** As after a crash: what was not written is gone. */
  async reopen(): Promise<void> {
    await this.#viewStore.close();
    this.#viewStore = openSqliteViewStore(this.folder);
  }

  /** All rows of all tables, in the order of their keys. */
  rows(): Readonly<Record<string, readonly object[]>> {
    const database = new DatabaseSync(join(this.folder, VIEWS_FILE), { readOnly: true });
    const entries = viewTables.map((table) => {
      const rows = database.prepare(`select * from ${table}`).all();
      const texts = rows.map((row) => JSON.stringify(row)).sort();
      return [table, texts.map((text) => JSON.parse(text) as object)] as const;
    });
    database.close();
    return Object.fromEntries(entries);
  }

  async dispose(): Promise<void> {
    await this.#viewStore.close();
    rmSync(this.folder, { recursive: true });
  }
}
