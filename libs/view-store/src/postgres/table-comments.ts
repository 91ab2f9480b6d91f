import type { TableDefinition } from '@caseline/event-sourcing';
import { notesOf } from '../tables/table-notes.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** What the tools of analysts show beside a table and its columns: one question to the server. */
export function commentStatements({ name, columns }: TableDefinition): readonly string[] {
  const notes = notesOf(name);
  if (notes === undefined) return [];
  const comments = Object.keys(columns).map(
    (column) => `comment on column ${name}.${column} is ${quoted(notes.columns[column] ?? '')}`,
  );
  return [[`comment on view ${name} is ${quoted(notes.about)}`, ...comments].join('; ')];
}
