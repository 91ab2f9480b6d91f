import type { TableDefinition, ViewGeneration } from '@caseline/event-sourcing';
import { conflictAction, physicalName } from '../view-tables.ts';
import { columnTypes } from './binary-cells.ts';

/** Parameters `$1`, `$2` … as columns of rows called `r`. */
const rowsOf = (types: readonly string[], names: readonly string[]): string => {
  const arrays = types.map((type, index) => `$${index + 1}::${type}`);
  return `unnest(${arrays.join(', ')}) r (${names.join(', ')})`;
};

const arraysOf = ({ columns }: TableDefinition, names: readonly string[]): readonly string[] =>
  names.map((name) => {
    const type = columns[name];
    if (type === undefined) throw new Error(`the table has no column ${name}`);
    return columnTypes[type].array;
  });

/** Writes many rows, one parameter a column, over those with the same primary keys. */
export function upsertStatement(target: ViewGeneration, table: TableDefinition): string {
  const columns = Object.keys(table.columns);
  return (
    `insert into ${physicalName(target, table)} (${columns.join(', ')}) ` +
    `select * from ${rowsOf(arraysOf(table, columns), columns)} ` +
    `on conflict (${table.primaryKey.join(', ')}) do ${conflictAction(target, table)}`
  );
}

/** Adds rows of which none has the primary key of another, in PostgreSQL's binary format. */
export function copyStatement(target: ViewGeneration, table: TableDefinition): string {
  const columns = Object.keys(table.columns).join(', ');
  return `copy ${physicalName(target, table)} (${columns}) from stdin (format binary)`;
}

/** Removes many rows, one parameter a column of the primary key. */
export function deleteStatement(target: ViewGeneration, table: TableDefinition): string {
  const { primaryKey } = table;
  const condition = primaryKey.map((column) => `t.${column} = r.${column}`).join(' and ');
  return (
    `delete from ${physicalName(target, table)} t ` +
    `using ${rowsOf(arraysOf(table, primaryKey), primaryKey)} where ${condition}`
  );
}

/** Reads the rows of many keys: one parameter a part of the key, then the bounds. */
export function loadStatement(target: ViewGeneration, table: TableDefinition): string {
  const { keyColumns, load } = table;
  const columns = Object.keys(table.columns).map((column) => `t.${column}`);
  const matches = keyColumns.map((column) => `t.${column} = r.${column}`);
  const bound = typeof load === 'object' ? [`t.${load.column} > r.least_bound`] : [];
  const types = [...arraysOf(table, keyColumns), 'bigint[]'];
  return (
    `select ${columns.join(', ')} from ${rowsOf(types, [...keyColumns, 'least_bound'])} ` +
    `join ${physicalName(target, table)} t on ${[...matches, ...bound].join(' and ')}`
  );
}
