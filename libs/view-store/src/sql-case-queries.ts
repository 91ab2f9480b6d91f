import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import { START } from '@caseline/event-sourcing';
import type { Instant, Position, QuarantinedStream } from '@caseline/event-sourcing';
import { MAX_PAGE, iso, isoOrNull } from '@caseline/case-views';
import type {
  AsOf,
  CaseFilter,
  CaseQueries,
  DueCase,
  FigureQuestion,
  HistoryItem,
  HistoryRow,
  Page,
  PageRequest,
  SlaFilter,
  ViewHealth,
} from '@caseline/case-views';
import { all, caseSummary, casesPage, countsByStatus, queuePage } from './case-lists.ts';
import { figureCases, figureSpans, figureSums } from './figures/figure-answers.ts';
import { caseObjectives, slaPage } from './objective-lists.ts';
import { pastQueuePage } from './past-queue.ts';
import { waitBasis } from './wait-basis.ts';
import { pageOf, readCursor } from './page-cursor.ts';
import { PositionWatch } from './position-watch.ts';
import { historyItem } from './view-items.ts';
import type { ViewDatabase } from './view-database.ts';

/** The most cases the timekeeper takes at once. */
const MAX_DUE_CASES = 10_000;

/** Views opened for reading, and the ear for whoever tells how far they are. */
export interface OpenedQueries extends CaseQueries {
  /** The projector tells its position; without it waiting polls. */
  positionReached(position: Position): void;
  quarantinedStreams(view: string): Promise<readonly QuarantinedStream[]>;
}

/** The limit, held within the bounds of a page. */
const within = <Request extends PageRequest>(page: Request): Request => ({
  ...page,
  limit: Math.min(Math.max(page.limit, 1), MAX_PAGE),
});

/** The questions in SQL that both stores answer alike. */
export class SqlCaseQueries implements OpenedQueries {
  readonly #database: ViewDatabase;
  readonly #watch: PositionWatch;

  constructor(database: ViewDatabase) {
    this.#database = database;
    this.#watch = new PositionWatch(() => this.position());
  }

  queuePage(filter: CaseFilter, page: PageRequest, asOf?: AsOf) {
    if (asOf === undefined) return queuePage(this.#database, filter, within(page));
    return pastQueuePage(this.#database, filter, { ...within(page), asOf });
  }

  casesPage(filter: CaseFilter, page: PageRequest) {
    return casesPage(this.#database, filter, within(page));
  }

  slaPage(
    filter: SlaFilter,
    page: PageRequest,
    at: { readonly now: Instant; readonly asOf?: AsOf },
  ) {
    const now = Date.parse(at.asOf?.instant ?? at.now);
    return slaPage(this.#database, filter, { ...within(page), now, asOf: at.asOf });
  }

  caseSummary(caseId: string, asOf?: AsOf) {
    return caseSummary(this.#database, caseId, asOf);
  }

  caseObjectives(caseId: string, asOf?: AsOf) {
    return caseObjectives(this.#database, caseId, asOf);
  }

  async caseHistory(caseId: string, page: PageRequest): Promise<Page<HistoryItem>> {
    const { limit, cursor } = within(page);
    const conditions = [sql<SqlBool>`case_id = ${caseId}`];
    if (cursor !== undefined) {
      conditions.push(sql<SqlBool>`revision > ${readCursor(cursor, ['number'])[0]}`);
    }
    const { rows } = await sql<HistoryRow>`select * from history where ${all(conditions)}
      order by revision limit ${limit + 1}`.execute(this.#database);
    return pageOf(rows, limit, { item: historyItem, key: ({ revision }) => [revision] });
  }

  waitBasis(filter: Pick<CaseFilter, 'kind' | 'severity'>, sample: number) {
    return waitBasis(this.#database, filter, sample);
  }

  countsByStatus(filter: CaseFilter, asOf?: AsOf) {
    return countsByStatus(this.#database, filter, asOf);
  }

  figureSums(question: FigureQuestion) {
    return figureSums(this.#database, question);
  }

  figureSpans(question: FigureQuestion) {
    return figureSpans(this.#database, question);
  }

  figureCases(question: FigureQuestion, page: PageRequest) {
    return figureCases(this.#database, question, within(page));
  }

  async dueCases(until: Instant, limit: number): Promise<readonly DueCase[]> {
    const most = Math.min(limit, MAX_DUE_CASES);
    const { rows } = await sql<{ case_id: string; timer_at: number }>`
      select case_id, timer_at from cases
      where timer_at is not null and timer_at <= ${Date.parse(until)}
      order by timer_at, case_id limit ${most}`.execute(this.#database);
    return rows.map((row) => ({ caseId: row.case_id, timerAt: iso(row.timer_at) }));
  }

  async nextDueAt(): Promise<Instant | null> {
    const { rows } = await sql<{ timer_at: number }>`
      select timer_at from cases where timer_at is not null
      order by timer_at, case_id limit 1`.execute(this.#database);
    return isoOrNull(rows[0]?.timer_at ?? null);
  }

  async position(): Promise<Position> {
    const live = await this.#database
      .selectFrom('view_generations')
      .select(({ fn }) => fn.min<number | null>('position').as('position'))
      .where('role', '=', 'live')
      .executeTakeFirst();
    return live?.position ?? START;
  }

  waitForPosition(position: Position, timeoutMs: number): Promise<boolean> {
    return this.#watch.waitFor(position, timeoutMs);
  }

  positionReached(position: Position): void {
    this.#watch.reached(position);
  }

  async health(): Promise<readonly ViewHealth[]> {
    const { rows } = await sql<ViewHealth>`
      select g.view, g.version, g.generation, g.role, g.position,
        (select count(*) from quarantined_streams q
          where q.view = g.view and q.generation = g.generation) as "quarantinedStreams"
      from view_generations g order by g.view, g.generation`.execute(this.#database);
    return rows.map((row) => ({ ...row }));
  }

  async quarantinedStreams(view: string): Promise<readonly QuarantinedStream[]> {
    const rows = await this.#database
      .selectFrom('quarantined_streams as q')
      .innerJoin('view_generations as g', (join) =>
        join.onRef('g.view', '=', 'q.view').onRef('g.generation', '=', 'q.generation'),
      )
      .select(['q.stream_id', 'q.revision', 'q.position', 'q.event_id'])
      .select(['q.error', 'q.attempts', 'q.parked_events'])
      .where('q.view', '=', view)
      .where('g.role', '=', 'live')
      .orderBy('q.position')
      .execute();
    return rows.map(({ stream_id: streamId, event_id: eventId, parked_events, ...row }) => ({
      ...row,
      streamId,
      eventId,
      parkedEvents: parked_events,
    }));
  }

  async close(): Promise<void> {
    this.#watch.close();
    await this.#database.destroy();
  }
}
