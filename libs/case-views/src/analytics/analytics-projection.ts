import type { Projection, RowChange, RowsOfKey } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { entriesOf } from './case-entries.ts';
import { changeFigures, isCounted, openedFigures } from './case-figures.ts';
import { dailyFigure, figureLines } from './figure-line.ts';
import type { Entry } from './figure-line.ts';
import { caseFiguresTable, dailyFiguresTable, figureLinesTable } from './figure-tables.ts';
import type { CaseFigures } from './figure-tables.ts';

/** The facts of each case that figures are made of, a line for each of them, and daily sums. */
export const analyticsProjection: Projection<CaseFact> = {
  name: 'analytics',
  version: 1,
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
  return changes(event, counted(after, entries), entries);
}

/** The facts with what the entries add to their counters. */
function counted(facts: CaseFigures, entries: readonly Entry[]): CaseFigures {
  const next = { ...facts };
  for (const { measure, detail, durationMs = 0 } of entries) {
    if (measure === 'hand-off') next.hand_offs += 1;
    else if (measure === 'ping-pong') next.ping_pongs += 1;
    else if (measure === 'downgrade') next.downgrades += 1;
    else if (measure === 'customer-wait') next.customer_wait_ms += durationMs;
    else if (measure === 'return' && detail === 'reopened') next.reopens += 1;
  }
  return next;
}

function changes(
  event: CaseFact,
  facts: CaseFigures,
  entries: readonly Entry[],
): readonly RowChange[] {
  const written: RowChange[] = [{ table: 'case_figures', put: facts }];
  for (const line of figureLines(event, facts, entries)) {
    written.push(
      { table: 'figure_lines', put: line },
      { table: 'daily_figures', put: dailyFigure(line) },
    );
  }
  return written;
}

/** The facts of the case; the table has no other rows under this key. */
function figuresOf(rows: RowsOfKey): CaseFigures | undefined {
  const [facts] = rows.of<CaseFigures>('case_figures');
  return facts;
}
