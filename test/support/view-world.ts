/** Views of a written log in a place of their own, and what is in them. */
import { caseProjections, readCaseFact, type CaseFact } from '@caseline/case-views';
import {
  ProjectionRunner,
  type Projection,
  type RecordedEvent,
  type ViewStore,
} from '@caseline/event-sourcing';
import type { OpenedQueries } from '@caseline/view-store';
import type { ViewHome } from './view-homes.ts';
import { WrittenEventStore } from './written-event-store.ts';

export const viewTables = [
  'cases',
  'case_validity',
  'objectives',
  'objective_validity',
  'history',
  'case_figures',
  'figure_lines',
  'daily_figures',
] as const;

export interface ViewWorldSettings {
  readonly projections?: readonly Projection<CaseFact>[];
  /** Puts something between the runner and the store. */
  readonly wrap?: (store: ViewStore) => ViewStore;
}

export class ViewWorld {
  readonly log: WrittenEventStore;
  readonly #home: ViewHome;
  #viewStore: ViewStore;

  private constructor(home: ViewHome, viewStore: ViewStore, events: readonly RecordedEvent[]) {
    this.#home = home;
    this.#viewStore = viewStore;
    this.log = new WrittenEventStore(events);
  }

  static async open(home: ViewHome, events: readonly RecordedEvent[] = []): Promise<ViewWorld> {
    return new ViewWorld(home, await home.open(), events);
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

  queries(): Promise<OpenedQueries> {
    return this.#home.queries();
  }

  /** As after a crash: what was not written is gone. */
  async reopen(): Promise<void> {
    await this.#viewStore.close();
    this.#viewStore = await this.#home.open();
  }

  /** All rows of all tables, in the order of their keys. */
  async rows(): Promise<Readonly<Record<string, readonly object[]>>> {
    const entries: [string, readonly object[]][] = [];
    for (const table of viewTables) {
      const texts = (await this.#home.read(table)).map((row) => JSON.stringify(row)).sort();
      entries.push([table, texts.map((text) => JSON.parse(text) as object)]);
    }
    return Object.fromEntries(entries);
  }

  async dispose(): Promise<void> {
    await this.#viewStore.close();
    await this.#home.dispose();
  }
}
