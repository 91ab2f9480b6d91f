import { START } from '@caseline/event-sourcing';
import type { Position } from '@caseline/event-sourcing';
import type { ViewHealth } from '@caseline/case-views';
import { SqlCaseQueries } from '../sql-case-queries.ts';
import type { OpenedQueries } from '../sql-case-queries.ts';
import { SessionPool } from './connection.ts';
import type { PostgresAccess } from './connection.ts';
import { NoViewsYet, kyselyOn } from './kysely-postgres.ts';
import { checkSchema, checkServer } from './migrations.ts';

/** As many as keep two cores of PostgreSQL busy; further questions wait their turn. */
const MAX_CONNECTIONS = 10;

/** No page takes as long; what does has lost its way and is ended. */
const STATEMENT_TIMEOUT_MS = 15_000;

/**
 * Opens the views for reading; a projector makes them, before this or after. Throws
 * `ViewStoreUnreachable`, `ViewStoreForbidden` or `ViewSchemaNewer`; so do questions asked while
 * PostgreSQL is away, and they are answered again as soon as it is back.
 */
export async function openPostgresCaseQueries(access: PostgresAccess): Promise<OpenedQueries> {
  const pool = new SessionPool(access, {
    maxConnections: MAX_CONNECTIONS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    session: { default_transaction_read_only: 'on' },
  });
  try {
    await pool.lend(async (session) => {
      await checkServer(session);
      await checkSchema(session);
    });
  } catch (error) {
    await pool.close();
    throw pool.explained(error);
  }
  return new PostgresCaseQueries(kyselyOn(pool));
}

/** Before the first projector has made the views there is nothing to see, and no fault either. */
class PostgresCaseQueries extends SqlCaseQueries {
  override position(): Promise<Position> {
    return orBeforeViews(super.position(), START);
  }

  override health(): Promise<readonly ViewHealth[]> {
    return orBeforeViews(super.health(), []);
  }
}

async function orBeforeViews<Answer>(asked: Promise<Answer>, before: Answer): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NoViewsYet) return before;
    throw error;
  }
}
