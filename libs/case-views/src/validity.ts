import type { RowChange } from '@caseline/event-sourcing';
import { FOREVER, eventMs } from './instants.ts';

/**
 * One state of something, and when it held on both timelines: as known (`recorded`) and as it was
 * (`occurred`). Each interval is `[from, to)` in milliseconds; an empty one (`from = to`) says that
 * the state never held on that timeline. Mostly the two tell the same story, so one row serves
 * both.
 */
export type ValidRow = {
  readonly recorded_from: number;
  readonly recorded_to: number;
  readonly occurred_from: number;
  readonly occurred_to: number;
  /** The revision of the event that made the row; with `occurred_from` its identity in the case. */
  readonly since_revision: number;
};

export const validityColumns = {
  recorded_from: 'bigint not null',
  recorded_to: 'bigint not null',
  occurred_from: 'bigint not null',
  occurred_to: 'bigint not null',
  since_revision: 'integer not null',
} as const satisfies Record<keyof ValidRow, string>;

interface Event {
  readonly revision: number;
  readonly metadata: { readonly occurredAt: string; readonly recordedAt: string };
}

interface Instants {
  readonly recordedAt: number;
  readonly occurredAt: number;
}

const instantsOf = ({ metadata }: Event): Instants => ({
  recordedAt: eventMs(metadata.recordedAt),
  occurredAt: eventMs(metadata.occurredAt),
});

/** A batch's events reach back to the earliest instant that one of them happened at. */
export const occurredAtMs = ({ metadata }: Pick<Event, 'metadata'>): number =>
  eventMs(metadata.occurredAt);

/** The first row of something: it is so from the event on. */
export function beginRow<Facts extends object>(event: Event, facts: Facts): Facts & ValidRow {
  const { recordedAt, occurredAt } = instantsOf(event);
  return {
    ...facts,
    recorded_from: recordedAt,
    recorded_to: FOREVER,
    occurred_from: occurredAt,
    occurred_to: FOREVER,
    since_revision: event.revision,
  };
}

/**
 * Rows to write when an event changes a state. On the recorded timeline the last state ends. On the
 * occurred timeline the state that held when it happened is split, and every later one changes too:
 * so the row at T is the fold, in order of recording, of the events that happened at or before T,
 * also where one was recorded late. Several events at one instant make one row.
 *
 * @param rows all rows with `occurred_to` behind the instant of the event
 */
export function rowsAfter<Row extends ValidRow>(
  rows: Iterable<Row>,
  event: Event,
  change: (row: Row) => Partial<Row> | null,
): readonly Row[] {
  const at = instantsOf(event);
  const written: Row[] = [];
  for (const row of rows) {
    const isEmpty = row.occurred_from === row.occurred_to;
    if (isEmpty || row.occurred_to <= at.occurredAt) continue;
    const patch = change(row);
    if (patch === null) continue;
    const changed: Row = { ...row, ...patch };
    written.push(...splitRow(row, changed, { ...at, revision: event.revision }));
  }
  return written;
}

function splitRow<Row extends ValidRow>(
  row: Row,
  after: Row,
  { recordedAt, occurredAt, revision }: Instants & { readonly revision: number },
): readonly Row[] {
  const isLast = row.occurred_to === FOREVER;
  const occurredFrom = Math.max(row.occurred_from, occurredAt);
  // Only the last state is still known to hold; what was known earlier stays known as it was.
  const recordedFrom = isLast ? Math.max(row.recorded_from, recordedAt) : row.recorded_to;
  const kept: Row = {
    ...row,
    recorded_to: isLast ? recordedFrom : row.recorded_to,
    occurred_to: occurredFrom,
  };
  const isEmpty = kept.recorded_from === kept.recorded_to && kept.occurred_from === occurredFrom;
  const changed: Row = {
    ...after,
    recorded_from: recordedFrom,
    occurred_from: occurredFrom,
  };
  // A state that held on neither timeline gives its place to the new one.
  return isEmpty ? [changed] : [kept, { ...changed, since_revision: revision }];
}

/** Rows as changes to a table. */
export const putAll = (table: string, rows: readonly Record<string, string | number | null>[]) =>
  rows.map((put): RowChange => ({ table, put }));
