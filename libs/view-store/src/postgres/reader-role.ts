import type { ViewGeneration } from '@caseline/event-sourcing';
import { SCHEMA } from './connection.ts';
import type { Session, SessionPool } from './connection.ts';
import { DUPLICATE_OBJECT, UNIQUE_VIOLATION, sqlState } from './faults.ts';
import { ViewStoreNotice } from './view-store-errors.ts';

/** Whoever is granted this role may read the views, personal data left out, and nothing else. */
export const READER_ROLE = 'caseline_reader';

const PERSONAL = /^personal_/;

/**
 * Makes the role for analysts and lets it into the schema. Answers what could not be done, which
 * holds nobody up: an owner of the server can make the role later.
 */
export async function ensureReaderRole(pool: SessionPool): Promise<ViewStoreNotice | undefined> {
  try {
    await pool.transact(async (session) => {
      if (!(await hasReaderRole(session))) {
        await session.query(`create role ${READER_ROLE} nologin`);
      }
    });
  } catch (error) {
    // Roles belong to the whole server: one who starts on another database may be faster.
    if (![DUPLICATE_OBJECT, UNIQUE_VIOLATION].includes(sqlState(error))) return notice(error);
  }
  try {
    await pool.transact((session) => grantAll(session));
    return undefined;
  } catch (error) {
    return notice(error);
  }
}

const notice = (cause: unknown): ViewStoreNotice =>
  new ViewStoreNotice(
    `The role ${READER_ROLE} for analysts cannot be prepared: let an owner of the server run ` +
      `CREATE ROLE ${READER_ROLE} NOLOGIN, then start again`,
    { cause },
  );

/** Rights on views are lost with the views, so that every switch gives them again. */
export async function grantGeneration(session: Session, { view }: ViewGeneration): Promise<void> {
  if (!(await hasReaderRole(session))) return;
  for (const { name, columns } of view.tables) {
    const shown = Object.keys(columns).filter((column) => !PERSONAL.test(column));
    await session.query(`grant select (${shown.join(', ')}) on ${name} to ${READER_ROLE}`);
  }
}

/** The views that are there already: made before the role was. */
async function grantAll(session: Session): Promise<void> {
  await session.query(`grant usage on schema ${SCHEMA} to ${READER_ROLE}`);
  const { rows } = await session.query<{ name: string; columns: string }>(
    `select table_name as name, string_agg(quote_ident(column_name), ', ') as columns
     from information_schema.columns join information_schema.views using (table_schema, table_name)
     where table_schema = $1 and column_name not like 'personal\\_%' group by table_name`,
    [SCHEMA],
  );
  for (const { name, columns } of rows) {
    await session.query(`grant select (${columns}) on ${name} to ${READER_ROLE}`);
  }
}

async function hasReaderRole(session: Session): Promise<boolean> {
  const { rows } = await session.query('select 1 from pg_roles where rolname = $1', [READER_ROLE]);
  return rows.length > 0;
}
