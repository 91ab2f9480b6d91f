import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type {
  AsOf,
  CaseFilter,
  FigureQuestion,
  PageRequest,
  SlaFilter,
} from '@caseline/case-views';
import type { Instant } from '@caseline/event-sourcing';
import { kyselyInThread, kyselyOn } from './kysely-sqlite.ts';
import { QueryThread } from './query-thread.ts';
import { SqlCaseQueries } from './sql-case-queries.ts';
import type { OpenedQueries } from './sql-case-queries.ts';
import { VIEWS_FILE } from './sqlite-view-store.ts';

const BUSY_TIMEOUT_MS = 5_000;

/** Opens the views of a data folder for reading; the projector must have made them. */
export function openSqliteCaseQueries(folder: string): OpenedQueries {
  const file = join(folder, VIEWS_FILE);
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  const thread = new QueryThread({ file, busyTimeoutMs: BUSY_TIMEOUT_MS });
  return new SqliteCaseQueries(kyselyOn(database), {
    aside: new SqlCaseQueries(kyselyInThread(thread)),
  });
}

/**
 * SQLite answers while nothing else runs in its thread. So what an index finds at once is asked
 * here, and what may look at many rows is asked aside: no command waits for an auditor.
 */
class SqliteCaseQueries extends SqlCaseQueries {
  readonly #aside: SqlCaseQueries;

  constructor(
    database: ConstructorParameters<typeof SqlCaseQueries>[0],
    { aside }: { readonly aside: SqlCaseQueries },
  ) {
    super(database);
    this.#aside = aside;
  }

  override queuePage(filter: CaseFilter, page: PageRequest, asOf?: AsOf) {
    if (asOf === undefined) return super.queuePage(filter, page);
    return this.#aside.queuePage(filter, page, asOf);
  }

  override casesPage(filter: CaseFilter, page: PageRequest) {
    return this.#aside.casesPage(filter, page);
  }

  override slaPage(
    filter: SlaFilter,
    page: PageRequest,
    at: { readonly now: Instant; readonly asOf?: AsOf },
  ) {
    return this.#aside.slaPage(filter, page, at);
  }

  override countsByStatus(filter: CaseFilter, asOf?: AsOf) {
    return this.#aside.countsByStatus(filter, asOf);
  }

  override figureSums(question: FigureQuestion) {
    return this.#aside.figureSums(question);
  }

  override figureSpans(question: FigureQuestion) {
    return this.#aside.figureSpans(question);
  }

  override figureCases(question: FigureQuestion, page: PageRequest) {
    return this.#aside.figureCases(question, page);
  }

  override async close(): Promise<void> {
    await this.#aside.close();
    await super.close();
  }
}
