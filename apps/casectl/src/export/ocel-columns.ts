import type { OcelAttributes, OcelType, OcelValue } from './ocel-model.ts';

const sqlTypes = {
  string: 'TEXT',
  time: 'TIMESTAMP',
  integer: 'INTEGER',
  boolean: 'BOOLEAN',
} as const satisfies Record<OcelType, string>;

/** Attributes as further columns of a table; `from` and `to` are names of attributes too. */
export const columnsOf = (attributes: OcelAttributes): string =>
  Object.entries(attributes)
    .map(([name, type]) => `, "${name}" ${sqlTypes[type]}`)
    .join('');

/** What SQLite keeps. */
export type SqliteValue = string | number | null;

/** A value as SQLite keeps it; OCEL writes a boolean as 0 or 1. */
export function sqliteValue(value: OcelValue | null | undefined): SqliteValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value ?? null;
}
