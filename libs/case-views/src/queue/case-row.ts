import type { ColumnType, TableDefinition } from '@caseline/event-sourcing';
import { occurredAtMs, validityColumns } from '../validity.ts';
import type { ValidRow } from '../validity.ts';

/** What is known of a case at an instant; the same columns now and in the past. */
export type CaseFacts = {
  readonly case_id: string;
  readonly organization_id: string;
  /** `id@version` of the pack that judges the case. */
  readonly pack: string;
  readonly kind: string;
  readonly category: string | null;
  readonly severity: string | null;
  readonly status: string;
  readonly turn: string | null;
  readonly team: string | null;
  readonly agent_id: string | null;
  readonly opened_at: number;
  /** When somebody of the provider first reached the customer. */
  readonly answered_at: number | null;
  readonly resolved_at: number | null;
  /** When the case closes by itself. */
  readonly closes_at: number | null;
  /** 1 while the case wants work, so while it is in the queue. */
  readonly is_open: number;
  /** The earliest due instant of the provider's open promises; `FOREVER` when there is none. */
  readonly due_order: number;
  /** 1 for A … 3 for C, 4 for unrated. */
  readonly severity_order: number;
  /** 0 when nothing was ever promised: the case has no target (W14). */
  readonly has_target: number;
  /** When the timekeeper has something to record; null when never. */
  readonly timer_at: number | null;
  /** The agreement that entitles to the severity held, and when it ends. */
  readonly agreement_id: string | null;
  readonly entitlement_ends_at: number | null;
  /** 1 when the end of the entitlement has been flagged (default 8). */
  readonly entitlement_flagged: number;
  /** JSON of `OpenClock[]`: every promise that is neither fulfilled nor dropped. */
  readonly clocks: string;
};

/** One row per case. The open ones are the queue. */
export type CaseRow = CaseFacts & {
  readonly revision: number;
  readonly position: number;
  readonly last_event_at: number;
  /** Since when the case has been as it is, on each timeline. */
  readonly recorded_since: number;
  readonly occurred_since: number;
  readonly personal_title: string;
};

export type Timeline = 'recorded' | 'occurred';

/** A state of a case, and when it held. */
export type CaseValidityRow = CaseFacts &
  ValidRow & {
    /** Where to find an open state that has ended (`pastCell`); null for all others. */
    readonly recorded_cell: number | null;
    readonly occurred_cell: number | null;
  };

/** An open promise in the `clocks` of a case. Instants in milliseconds. */
export interface OpenClock {
  readonly objectiveId: string;
  readonly kind: string;
  readonly state: 'running' | 'paused' | 'breached';
  readonly dueAt: number | null;
  readonly warnAt: number | null;
  /** A clock warns once, also when a pause moves its instants. */
  readonly isWarned: boolean;
  readonly remainingMs: number | null;
}

const factColumns = {
  case_id: 'text not null',
  organization_id: 'text not null',
  pack: 'text not null',
  kind: 'text not null',
  category: 'text',
  severity: 'text',
  status: 'text not null',
  turn: 'text',
  team: 'text',
  agent_id: 'text',
  opened_at: 'bigint not null',
  answered_at: 'bigint',
  resolved_at: 'bigint',
  closes_at: 'bigint',
  is_open: 'integer not null',
  due_order: 'bigint not null',
  severity_order: 'integer not null',
  has_target: 'integer not null',
  timer_at: 'bigint',
  agreement_id: 'text',
  entitlement_ends_at: 'bigint',
  entitlement_flagged: 'integer not null',
  clocks: 'text not null',
} as const satisfies Record<keyof CaseFacts, ColumnType>;

const urgency = ['due_order', 'severity_order', 'opened_at', 'case_id'] as const;

export const casesTable = {
  name: 'cases',
  columns: {
    ...factColumns,
    revision: 'integer not null',
    position: 'bigint not null',
    last_event_at: 'bigint not null',
    recorded_since: 'bigint not null',
    occurred_since: 'bigint not null',
    personal_title: 'text not null',
  } satisfies Record<keyof CaseRow, ColumnType>,
  primaryKey: ['case_id'],
  keyColumns: ['case_id'],
  load: 'all',
  fixedColumns: ['organization_id', 'pack', 'opened_at', 'personal_title'],
  indexes: [
    // With what pages are narrowed by, so that a filter that hardly anything passes stays quick.
    {
      name: 'urgency',
      columns: [...urgency, 'status', 'kind', 'severity', 'recorded_since', 'occurred_since'],
      where: 'is_open = 1',
    },
    { name: 'team', columns: ['team', ...urgency], where: 'is_open = 1' },
    // Nobody has so many open cases that sorting them takes long, and no due instant changes these.
    { name: 'agent', columns: ['agent_id', 'team'], where: 'is_open = 1' },
    { name: 'customer', columns: ['organization_id'], where: 'is_open = 1' },
    { name: 'organization', columns: ['organization_id', 'opened_at', 'case_id'] },
    { name: 'age', columns: ['opened_at', 'case_id'] },
    {
      name: 'answered',
      columns: ['answered_at', 'kind', 'severity'],
      where: 'answered_at is not null',
    },
    { name: 'timer', columns: ['timer_at', 'case_id'], where: 'timer_at is not null' },
  ],
} as const satisfies TableDefinition;

/** Past queues, cell by cell, with all that tells whether a state held and is asked for. */
const pastQueueIndex = (timeline: Timeline) => ({
  name: `${timeline}_queue`,
  columns: [
    `${timeline}_cell`,
    ...urgency,
    `${timeline}_from`,
    `${timeline}_to`,
    'team',
    'kind',
    'severity',
    'agent_id',
  ],
  where: `${timeline}_cell is not null`,
});

export const caseValidityTable = {
  name: 'case_validity',
  columns: {
    ...factColumns,
    ...validityColumns,
    recorded_cell: 'bigint',
    occurred_cell: 'bigint',
  } satisfies Record<keyof CaseValidityRow, ColumnType>,
  primaryKey: ['case_id', 'occurred_from', 'since_revision'],
  keyColumns: ['case_id'],
  load: { column: 'occurred_to', bound: occurredAtMs },
  indexes: [pastQueueIndex('recorded'), pastQueueIndex('occurred')],
} as const satisfies TableDefinition;
