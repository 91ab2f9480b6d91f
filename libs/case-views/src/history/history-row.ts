import type { ColumnType, TableDefinition } from '@caseline/event-sourcing';

/** One row per event of a case: the fact as data, both timelines, and who did it. */
export type HistoryRow = {
  readonly position: number;
  readonly case_id: string;
  readonly revision: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  /** When it happened, in milliseconds. */
  readonly occurred_at: number;
  /** When the engine recorded it, in milliseconds. */
  readonly recorded_at: number;
  readonly actor_id: string;
  readonly actor_role: string;
  readonly command_id: string;
  readonly causation_id: string;
  readonly policy_version: string | null;
  /** JSON of the event's data without its personal group. */
  readonly data: string;
  /** JSON of the personal group; null when the event has none. */
  readonly personal_data: string | null;
};

export const historyTable = {
  name: 'history',
  columns: {
    position: 'bigint not null',
    case_id: 'text not null',
    revision: 'integer not null',
    event_id: 'text not null',
    type: 'text not null',
    schema_version: 'integer not null',
    occurred_at: 'bigint not null',
    recorded_at: 'bigint not null',
    actor_id: 'text not null',
    actor_role: 'text not null',
    command_id: 'text not null',
    causation_id: 'text not null',
    policy_version: 'text',
    data: 'text not null',
    personal_data: 'text',
  } satisfies Record<keyof HistoryRow, ColumnType>,
  primaryKey: ['position'],
  keyColumns: ['case_id'],
  load: 'none',
  clustered: true,
  indexes: [{ name: 'case', columns: ['case_id', 'revision'] }],
} as const satisfies TableDefinition;
