import type { ColumnType, TableDefinition } from '@caseline/event-sourcing';

/** Who had a case, and what it was: what a figure is told apart by. */
export type Whereabouts = {
  readonly kind: string;
  readonly severity: string | null;
  readonly team: string | null;
  readonly agent_id: string | null;
};

/** The facts of a case that figures are made of. Instants and durations in milliseconds. */
export type CaseFigures = Whereabouts & {
  readonly case_id: string;
  readonly organization_id: string;
  readonly status: string;
  readonly turn: string | null;
  readonly opened_at: number;
  readonly status_since: number;
  /** Since when an open case waits for the customer. */
  readonly waiting_since: number | null;
  readonly handed_over_at: number | null;
  readonly answered_at: number | null;
  readonly resolved_at: number | null;
  /** The business calendar of the latest promise of the provider, its zone and its policy. */
  readonly calendar: string | null;
  readonly zone: string | null;
  readonly policy_version: string | null;
  readonly hand_offs: number;
  readonly ping_pongs: number;
  readonly reopens: number;
  readonly downgrades: number;
  readonly customer_wait_ms: number;
  /** What the customer answered to the survey; null while it has not. */
  readonly survey_score: number | null;
  /** JSON of `CaseMemory`. */
  readonly memory: string;
};

/** What the lines and the roll-up of a figure have in common; `''` where a case has none. */
type Counted = {
  /** What is counted: see `FigureMeasure`. */
  readonly measure: string;
  /** UTC day that it counts for: days since 1 January 1970. */
  readonly day: number;
  /** What it is told apart by besides: see the figure's definition. */
  readonly detail: string;
  readonly kind: string;
  readonly severity: string;
  readonly team: string;
  /** How many; negative where something that was counted is taken back. */
  readonly number: number;
  readonly duration_ms: number;
};

/**
 * One line for all that an event counts for. Lines are only added: a correction adds one that takes
 * back, so that figures can be asked as they were known at any instant.
 */
export type FigureLine = Counted & {
  readonly position: number;
  /** Tells the lines of one event apart. */
  readonly ordinal: number;
  readonly case_id: string;
  readonly organization_id: string;
  readonly agent_id: string;
  readonly occurred_at: number;
  readonly recorded_at: number;
  /** From when to when a span lasted, and the calendar that it is measured on in business time. */
  readonly from_at: number | null;
  readonly until_at: number | null;
  readonly calendar: string | null;
  readonly zone: string | null;
  readonly policy_version: string | null;
  /** JSON list of the ids of events that justify it; `''` where nothing has to. */
  readonly evidence: string;
};

/** The sums of all lines of a day. */
export type DailyFigure = Counted;

const countedColumns = {
  measure: 'text not null',
  day: 'integer not null',
  detail: 'text not null',
  kind: 'text not null',
  severity: 'text not null',
  team: 'text not null',
  number: 'bigint not null',
  duration_ms: 'bigint not null',
} as const satisfies Record<keyof Counted, ColumnType>;

export const caseFiguresTable = {
  name: 'case_figures',
  columns: {
    case_id: 'text not null',
    organization_id: 'text not null',
    kind: 'text not null',
    severity: 'text',
    team: 'text',
    agent_id: 'text',
    status: 'text not null',
    turn: 'text',
    opened_at: 'bigint not null',
    status_since: 'bigint not null',
    waiting_since: 'bigint',
    handed_over_at: 'bigint',
    answered_at: 'bigint',
    resolved_at: 'bigint',
    calendar: 'text',
    zone: 'text',
    policy_version: 'text',
    hand_offs: 'integer not null',
    ping_pongs: 'integer not null',
    reopens: 'integer not null',
    downgrades: 'integer not null',
    customer_wait_ms: 'bigint not null',
    survey_score: 'integer',
    memory: 'text not null',
  } satisfies Record<keyof CaseFigures, ColumnType>,
  primaryKey: ['case_id'],
  keyColumns: ['case_id'],
  load: 'all',
  fixedColumns: ['organization_id', 'opened_at'],
  indexes: [],
} as const satisfies TableDefinition;

export const figureLinesTable = {
  name: 'figure_lines',
  columns: {
    ...countedColumns,
    position: 'bigint not null',
    ordinal: 'integer not null',
    case_id: 'text not null',
    organization_id: 'text not null',
    agent_id: 'text not null',
    occurred_at: 'bigint not null',
    recorded_at: 'bigint not null',
    from_at: 'bigint',
    until_at: 'bigint',
    calendar: 'text',
    zone: 'text',
    policy_version: 'text',
    evidence: 'text not null',
  } satisfies Record<keyof FigureLine, ColumnType>,
  // Position and ordinal would do; what figures are asked by comes first and saves an index.
  primaryKey: ['measure', 'day', 'position', 'ordinal'],
  keyColumns: ['case_id'],
  load: 'none',
  clustered: true,
  indexes: [{ name: 'organization', columns: ['organization_id', 'measure', 'day'] }],
} as const satisfies TableDefinition;

export const dailyFiguresTable = {
  name: 'daily_figures',
  columns: countedColumns,
  primaryKey: ['measure', 'day', 'detail', 'kind', 'severity', 'team'],
  keyColumns: ['measure'],
  load: 'sums',
  clustered: true,
  indexes: [],
} as const satisfies TableDefinition;
