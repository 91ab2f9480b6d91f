/** What a team would write that copies finished rows into PostgreSQL: batches of upserts. */
import pg from 'pg';

/** Rows in one statement and one transaction; more made it no faster. */
const BATCH = 1_000;

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * The least that a rebuild must do: every row that the views hold in the end is written once, into
 * tables and indexes of the same shape, with the same durability. Answers the seconds of writing.
 */
export async function secondsOfRawPostgresUpserts(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set search_path = caseline; set synchronous_commit = off');
    const { rows } = await client.query<{ tablename: string }>(
      `select tablename from pg_tables where schemaname = 'caseline' and tablename ~ '_g\\d+$'`,
    );
    let seconds = 0;
    for (const { tablename } of rows) seconds += await copyTable(client, tablename);
    return seconds;
  } finally {
    await client.end();
  }
}

async function copyTable(client: pg.Client, table: string): Promise<number> {
  await client.query(`create table raw_${table} (like ${table} including all)`);
  const columns = await columnsOf(client, table);
  const upsert = await upsertOf(client, table, columns);
  await client.query('begin');
  await client.query(`declare finished cursor for select * from ${table}`);
  const batches: unknown[][][] = [];
  for (;;) {
    const page = { text: `fetch ${BATCH} from finished`, rowMode: 'array' as const };
    const { rows } = await client.query<unknown[]>(page);
    if (rows.length === 0) break;
    batches.push(columns.map((_, index) => rows.map((row) => row[index])));
  }
  await client.query('commit');
  const startedAt = performance.now();
  for (const values of batches) await client.query({ name: `raw ${table}`, text: upsert, values });
  const seconds = (performance.now() - startedAt) / 1_000;
  await client.query(`drop table raw_${table}`);
  return seconds;
}

async function columnsOf(client: pg.Client, table: string): Promise<readonly Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = $1::regclass and attnum > 0 order by attnum`,
    [table],
  );
  return rows;
}

async function upsertOf(client: pg.Client, table: string, columns: readonly Column[]) {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_index i
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
     where i.indrelid = $1::regclass and i.indisprimary`,
    [table],
  );
  const key = rows.map(({ name }) => name);
  const sets = columns
    .filter(({ name }) => !key.includes(name))
    .map(({ name }) => `${name} = excluded.${name}`);
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`);
  return `insert into raw_${table} select * from unnest(${arrays.join(', ')})
    on conflict (${key.join(', ')}) do update set ${sets.join(', ')}`;
}
