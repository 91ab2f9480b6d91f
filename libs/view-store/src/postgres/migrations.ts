import type { Session, SessionPool } from './connection.ts';
import { SCHEMA, durably } from './connection.ts';
import { lockTransaction } from './advisory-lock.ts';
import { ViewSchemaNewer, ViewStoreForbidden } from './view-store-errors.ts';

/** `idle_session_timeout` frees leases of holders that hang; it came with this version. */
const LEAST_SERVER_VERSION = 140_000;

/**
 * The schema's versions, each from the one before; never edited once released. Tables of views are
 * no part of it: they come and go with the generations.
 */
const migrations: readonly string[] = [
  `
  create table view_generations (
    view text collate "C" not null,
    generation integer not null,
    version integer not null,
    role text collate "C" not null,
    position bigint not null,
    event_id text collate "C",
    table_names text collate "C" not null,
    primary key (view, generation)
  );
  create table quarantined_streams (
    view text collate "C" not null,
    generation integer not null,
    stream_id text collate "C" not null,
    revision bigint not null,
    position bigint not null,
    event_id text collate "C" not null,
    error text collate "C" not null,
    attempts integer not null,
    parked_events integer not null,
    primary key (view, generation, stream_id)
  );
  `,
];

/** The version of the schema that this code writes and reads. */
export const SCHEMA_VERSION = migrations.length;

/** Brings the schema to this code's version; of several that start at once, one does it. */
export async function migrate(pool: SessionPool): Promise<void> {
  await pool.transact(async (session) => {
    await checkServer(session);
    await session.query(durably);
    await lockTransaction(session, 'schema');
    if (!(await hasSchema(session))) await session.query(`create schema ${SCHEMA}`);
    await session.query(`create table if not exists ${SCHEMA}.schema_versions (
      version integer primary key,
      migrated_at timestamptz not null default now()
    )`);
    const found = await checkSchema(session);
    for (const [index, migration] of migrations.entries()) {
      if (index < found) continue;
      await session.query(migration);
      await session.query('insert into schema_versions (version) values ($1)', [index + 1]);
    }
  });
}

/** For those who only read: the version found, 0 where nobody has written yet. */
export async function checkSchema(session: Session): Promise<number> {
  const { rows: tables } = await session.query<{ found: boolean }>(
    'select to_regclass($1) is not null as found',
    [`${SCHEMA}.schema_versions`],
  );
  if (tables[0]?.found !== true) return 0;
  const { rows } = await session.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from schema_versions',
  );
  const version = rows[0]?.version ?? 0;
  if (version <= SCHEMA_VERSION) return version;
  throw new ViewSchemaNewer(
    `The views in PostgreSQL have schema version ${version}, this program knows ` +
      `${SCHEMA_VERSION}: run the newer Caseline, or drop the schema ${SCHEMA} and rebuild`,
  );
}

/** Refuses a server that is too old, and a database that cannot hold every text. */
export async function checkServer(session: Session): Promise<void> {
  const { rows } = await session.query<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::integer as version,
      current_setting('server_encoding') as encoding`,
  );
  const [server] = rows;
  if (server === undefined) throw new Error('PostgreSQL does not tell its version');
  if (server.version < LEAST_SERVER_VERSION) {
    const found = Math.floor(server.version / 10_000);
    throw new ViewStoreForbidden(`PostgreSQL ${found} is too old: 14 or later is wanted`);
  }
  if (server.encoding !== 'UTF8') {
    throw new ViewStoreForbidden(
      `The database has the encoding ${server.encoding}: create one with ENCODING 'UTF8'`,
    );
  }
}

async function hasSchema(session: Session): Promise<boolean> {
  const { rows } = await session.query('select 1 from pg_namespace where nspname = $1', [SCHEMA]);
  return rows.length > 0;
}
