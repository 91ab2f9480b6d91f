import type { ColumnType, TableDefinition, ViewGeneration } from '@caseline/event-sourcing';

/**
 * The name of a table of one generation: `cases_v1_g2`. `cases` is the SQL view of the live one.
 */
export const physicalName = (
  { view, generation }: ViewGeneration,
  table: TableDefinition,
): string => `${table.name}_v${view.version}_g${generation}`;

const safeName = /^[a-z][a-z0-9_]*$/;

/** Names go into SQL as they are, so they must be plain. */
function checkNames({ name, columns, primaryKey, keyColumns, indexes }: TableDefinition): void {
  const indexed = indexes.flatMap((index) => [index.name, ...index.columns]);
  for (const word of [name, ...Object.keys(columns), ...primaryKey, ...keyColumns, ...indexed]) {
    if (!safeName.test(word)) throw new Error(`${word} is no name for a table, column or index`);
  }
}

/** How a store declares what a table is made of. */
export interface TableDialect {
  column(type: ColumnType): string;
  /** What stands behind the columns of a table whose rows lie in the order of its primary key. */
  readonly clustered: string;
}

/** Statements that make the tables of a generation, without the indexes that only readers need. */
export const createStatements = (
  target: ViewGeneration,
  dialect: TableDialect,
): readonly string[] =>
  target.view.tables.map((table) => {
    checkNames(table);
    const columns = Object.entries(table.columns).map(
      ([column, type]) => `${column} ${dialect.column(type)}`,
    );
    const primaryKey = `primary key (${table.primaryKey.join(', ')})`;
    const parts = [...columns, primaryKey].join(', ');
    const order = table.clustered === true ? dialect.clustered : '';
    return `create table ${physicalName(target, table)} (${parts})${order}`;
  });

/** Statements that make the indexes which readers need; the fold does not. */
export const indexStatements = (target: ViewGeneration): readonly string[] =>
  target.view.tables.flatMap((table) => {
    const name = physicalName(target, table);
    return table.indexes.map((index) => {
      const where = index.where === undefined ? '' : ` where ${index.where}`;
      const columns = index.columns.join(', ');
      return `create index if not exists ${name}_${index.name} on ${name} (${columns})${where}`;
    });
  });

/** Statements that let the plain names of a view's tables mean this generation. */
export const exposeStatements = (target: ViewGeneration): readonly string[] =>
  target.view.tables.flatMap((table) => [
    `drop view if exists ${table.name}`,
    `create view ${table.name} as select * from ${physicalName(target, table)}`,
  ]);

/** What becomes of a row that is written where one with its primary key is: replaced, or added. */
export function conflictAction(target: ViewGeneration, table: TableDefinition): string {
  const fixed = new Set([...table.primaryKey, ...(table.fixedColumns ?? [])]);
  const name = physicalName(target, table);
  const sets = Object.keys(table.columns)
    .filter((column) => !fixed.has(column))
    .map((column) => {
      const added = table.load === 'sums' ? `${name}.${column} + ` : '';
      return `${column} = ${added}excluded.${column}`;
    });
  return sets.length === 0 ? 'nothing' : `update set ${sets.join(', ')}`;
}

/** Writes a row, over the one with the same primary key if there is one. */
export function upsertStatement(target: ViewGeneration, table: TableDefinition): string {
  const columns = Object.keys(table.columns);
  return (
    `insert into ${physicalName(target, table)} (${columns.join(', ')}) ` +
    `values (${columns.map(() => '?').join(', ')}) ` +
    `on conflict (${table.primaryKey.join(', ')}) do ${conflictAction(target, table)}`
  );
}

/** Writes some columns of the row with a primary key, which comes behind them. */
export function updateStatement(
  target: ViewGeneration,
  table: TableDefinition,
  columns: readonly string[],
): string {
  const sets = columns.map((column) => `${column} = ?`).join(', ');
  const condition = table.primaryKey.map((column) => `${column} = ?`).join(' and ');
  return `update ${physicalName(target, table)} set ${sets} where ${condition}`;
}

export function deleteStatement(target: ViewGeneration, table: TableDefinition): string {
  const condition = table.primaryKey.map((column) => `${column} = ?`).join(' and ');
  return `delete from ${physicalName(target, table)} where ${condition}`;
}

/**
 * Reads the rows of many keys at once. The one parameter is a JSON array of arrays: the parts of a
 * key, then the bound. The cross join keeps the order: from the keys into the table's index.
 */
export function loadStatement(target: ViewGeneration, table: TableDefinition): string {
  const { keyColumns, load } = table;
  const columns = Object.keys(table.columns)
    .map((column) => `t.${column}`)
    .join(', ');
  const matches = keyColumns.map((column, index) => `t.${column} = k.value ->> ${index}`);
  const bound =
    typeof load === 'object' ? [`t.${load.column} > k.value ->> ${keyColumns.length}`] : [];
  return (
    `select ${columns} from json_each(?) k cross join ${physicalName(target, table)} t ` +
    `where ${[...matches, ...bound].join(' and ')}`
  );
}
