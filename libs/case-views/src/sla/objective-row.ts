import type { ColumnType, TableDefinition } from '@caseline/event-sourcing';
import { occurredAtMs, validityColumns } from '../validity.ts';
import type { ValidRow } from '../validity.ts';

/** A promise as it stands at an instant. Instants in milliseconds. */
export type ObjectiveFacts = {
  readonly case_id: string;
  /** `first-response-1`: unique within the case. */
  readonly objective_id: string;
  readonly kind: string;
  readonly severity: string | null;
  /** `running | paused | met | breached | fulfilled-late | dropped | retargeted`. */
  readonly state: string;
  readonly started_at: number;
  /** Null while paused. */
  readonly due_at: number | null;
  readonly warn_at: number | null;
  readonly warned_at: number | null;
  /** Business milliseconds left; only while paused. */
  readonly remaining_ms: number | null;
  readonly fulfilled_at: number | null;
  /** The due instant that was missed; stays when the promise is fulfilled late. */
  readonly breached_at: number | null;
  readonly verdict: string | null;
  /** 1 while something is still to be done: running, paused, or breached and not yet fulfilled. */
  readonly is_open: number;
  /** `due_at`, or `FOREVER` where that is null, so that pages have an order. */
  readonly due_order: number;
};

/** One row per promise. */
export type ObjectiveRow = ObjectiveFacts & {
  readonly target_minutes: number;
  readonly target_label: string;
  readonly calendar: string;
  readonly zone: string;
  readonly tz_version: string;
  /** `pack@version` that set the target. */
  readonly policy_version: string | null;
  readonly paused_ms: number;
  readonly request_id: string | null;
  readonly replaces_objective_id: string | null;
  readonly replaced_by_objective_id: string | null;
  readonly start_event_id: string;
  readonly last_event_id: string;
};

/** A state of a promise, and when it held. */
export type ObjectiveValidityRow = ObjectiveFacts & ValidRow;

const factColumns = {
  case_id: 'text not null',
  objective_id: 'text not null',
  kind: 'text not null',
  severity: 'text',
  state: 'text not null',
  started_at: 'bigint not null',
  due_at: 'bigint',
  warn_at: 'bigint',
  warned_at: 'bigint',
  remaining_ms: 'bigint',
  fulfilled_at: 'bigint',
  breached_at: 'bigint',
  verdict: 'text',
  is_open: 'integer not null',
  due_order: 'bigint not null',
} as const satisfies Record<keyof ObjectiveFacts, ColumnType>;

export const objectivesTable = {
  name: 'objectives',
  columns: {
    ...factColumns,
    target_minutes: 'integer not null',
    target_label: 'text not null',
    calendar: 'text not null',
    zone: 'text not null',
    tz_version: 'text not null',
    policy_version: 'text',
    paused_ms: 'bigint not null',
    request_id: 'text',
    replaces_objective_id: 'text',
    replaced_by_objective_id: 'text',
    start_event_id: 'text not null',
    last_event_id: 'text not null',
  } satisfies Record<keyof ObjectiveRow, ColumnType>,
  primaryKey: ['case_id', 'objective_id'],
  keyColumns: ['case_id', 'objective_id'],
  load: 'all',
  fixedColumns: ['kind', 'severity', 'started_at', 'calendar', 'zone', 'tz_version'],
  indexes: [
    { name: 'open', columns: ['due_order', 'case_id', 'objective_id'], where: 'is_open = 1' },
    { name: 'state', columns: ['state', 'due_order', 'case_id', 'objective_id'] },
  ],
} as const satisfies TableDefinition;

export const objectiveValidityTable = {
  name: 'objective_validity',
  columns: {
    ...factColumns,
    ...validityColumns,
  } satisfies Record<keyof ObjectiveValidityRow, ColumnType>,
  primaryKey: ['case_id', 'objective_id', 'occurred_from', 'since_revision'],
  keyColumns: ['case_id', 'objective_id'],
  load: { column: 'occurred_to', bound: occurredAtMs },
  indexes: [],
} as const satisfies TableDefinition;
