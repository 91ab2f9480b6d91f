import type { RowChange } from '@caseline/event-sourcing';
import { FOREVER } from './instants.ts';
import type { Timeline } from './queue/case-row.ts';

/** A row that holds in `[valid_from, valid_to)` of a timeline. */
export type ValidRow = {
  readonly timeline: Timeline;
  readonly valid_from: number;
  readonly valid_to: number;
};

/** What an event does to a state; null when it leaves it as it is. */
export type Change<Facts> = (facts: Facts) => Partial<Facts> | null;

interface Event {
  readonly metadata: { readonly occurredAt: string; readonly recordedAt: string };
}

/** The instant of an event on a timeline, in milliseconds. */
export const instantOn = (timeline: Timeline, { metadata }: Event): number =>
  Date.parse(timeline === 'recorded' ? metadata.recordedAt : metadata.occurredAt);

export const timelines: readonly Timeline[] = ['recorded', 'occurred'];

/**
 * Changes a state from an instant on. The row that holds at that instant is split there; every later
 * row changes too. So the row at T is the fold, in order of recording, of the events at or before T,
 * also when an event was recorded late. A row never gets a length of zero: what happens at the very
 * instant at which a row begins changes that row.
 */
export function changeFrom<Facts extends object, Row extends Facts & ValidRow>(
  rows: readonly Row[],
  at: number,
  change: Change<Facts>,
): readonly Row[] {
  return rows.flatMap((row): readonly Row[] => {
    if (row.valid_to <= at) return [];
    const patch = change(row);
    if (patch === null) return [];
    if (row.valid_from >= at) return [{ ...row, ...patch }];
    return [
      { ...row, valid_to: at },
      { ...row, ...patch, valid_from: at },
    ];
  });
}

/** The first rows of something: it is so from the event on, on both timelines. */
export const beginRows = <Facts extends object>(
  event: Event,
  facts: Facts,
): readonly (Facts & ValidRow)[] =>
  timelines.map((timeline) => ({
    ...facts,
    timeline,
    valid_from: instantOn(timeline, event),
    valid_to: FOREVER,
  }));

/** Rows as changes to a table. */
export const putAll = (table: string, rows: readonly Record<string, string | number | null>[]) =>
  rows.map((put): RowChange => ({ table, put }));
