import type { Projection, RowChange, RowsOfKey } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { entriesOf } from './case-entries.ts';
import { changeFigures, isCounted, openedFigures } from './case-figures.ts';
import type { CountedFigures } from './case-figures.ts';
import { dailyFigure, figureLine } from './figure-line.ts';
import type { Entry } from './figure-line.ts';
import { caseFiguresTable, dailyFiguresTable, figureLinesTable } from './figure-tables.ts';
import type { CaseFigures } from './figure-tables.ts';

/** The facts of each case that figures are made of, a line for each of them, and daily sums. */
export const analyticsProjection: Projection<CaseFact> = {
  name: 'analytics',
  version: 2,
  streamPrefixes: [CASE_STREAM_PREFIX],
  tables: [caseFiguresTable, figureLinesTable, dailyFiguresTable],
  keysOf: (event) => (isCounted(event) ? [[caseIdOf(event)]] : []),
  fold: (rows, event) => (event.type === 'CaseOpened' ? opened(rows, event) : changed(rows, event)),
};

function opened(rows: RowsOfKey, event: CaseFactOf<'CaseOpened'>): readonly RowChange[] {
  if (figuresOf(rows) !== undefined) throw new Error('a case is opened once');
  const facts = openedFigures(event);
  return changes(event, facts, [{ measure: 'arrival', at: facts }]);
}

function changed(rows: RowsOfKey, event: CaseFact): readonly RowChange[] {
  const before = figuresOf(rows);
  if (before === undefined) throw new Error(`${event.type} of a case that was never opened`);
  const after = changeFigures(before, event);
  const entries = entriesOf(before, after, event);
  for (const entry of entries) count(after, entry);
  return changes(event, after, entries);
}

/** What an entry adds to the counters of its case. */
function count(facts: CountedFigures, { measure, detail, durationMs = 0 }: Entry): void {
  if (measure === 'hand-off') facts.hand_offs += 1;
  else if (measure === 'ping-pong') facts.ping_pongs += 1;
  else if (measure === 'downgrade') facts.downgrades += 1;
  else if (measure === 'customer-wait') facts.customer_wait_ms += durationMs;
  else if (measure === 'return' && detail === 'reopened') facts.reopens += 1;
}

function changes(
  event: CaseFact,
  facts: CaseFigures,
  entries: readonly Entry[],
): readonly RowChange[] {
  const written: RowChange[] = [{ table: 'case_figures', put: facts }];
  for (const [ordinal, entry] of entries.entries()) {
    const counted = dailyFigure(entry, event);
    written.push(
      { table: 'figure_lines', put: figureLine(counted, { event, facts, entry, ordinal }) },
      { table: 'daily_figures', put: counted },
    );
  }
  return written;
}

/** The facts of the case; the table has no other rows under this key. */
function figuresOf(rows: RowsOfKey): CaseFigures | undefined {
  const [facts] = rows.of<CaseFigures>('case_figures');
  return facts;
}
