import type { Projection, RowChange, RowsOfKey } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { FOREVER } from '../instants.ts';
import { beginRow, putAll, rowsAfter } from '../validity.ts';
import { changeCase, checkLegal, openedCase } from './case-facts.ts';
import { caseValidityTable, casesTable } from './case-row.ts';
import type { CaseRow, CaseValidityRow } from './case-row.ts';

/** The queue: every case as it is, and as it was on both timelines. */
export const queueProjection: Projection<CaseFact> = {
  name: 'queue',
  version: 1,
  streamPrefixes: [CASE_STREAM_PREFIX],
  tables: [casesTable, caseValidityTable],
  keysOf: (event) => [[caseIdOf(event)]],
  fold: (rows, event) => (event.type === 'CaseOpened' ? opened(rows, event) : changed(rows, event)),
};

function opened(rows: RowsOfKey, event: CaseFactOf<'CaseOpened'>): readonly RowChange[] {
  if (caseOf(rows) !== undefined) throw new Error('a case is opened once');
  const facts = openedCase(event);
  const row: CaseRow = {
    ...facts,
    ...placeOf(event),
    personal_title: event.data.personal.title,
  };
  return [
    { table: 'cases', put: row },
    { table: 'case_validity', put: beginRow(event, facts) },
  ];
}

function changed(rows: RowsOfKey, event: CaseFact): readonly RowChange[] {
  const before = caseOf(rows);
  if (before === undefined) throw new Error(`${event.type} of a case that was never opened`);
  checkLegal(before, event);
  const patch = changeCase(before, event);
  const row: CaseRow = { ...before, ...patch, ...placeOf(event) };
  const validity = rowsAfter<CaseValidityRow>(
    rows.of<CaseValidityRow>('case_validity'),
    event,
    // The last state is the one of today, whose change is known.
    (state) => (state.occurred_to === FOREVER ? patch : changeCase(state, event)),
  );
  return [{ table: 'cases', put: row }, ...putAll('case_validity', validity)];
}

const placeOf = ({ revision, position, metadata }: CaseFact) => ({
  revision,
  position,
  last_event_at: Date.parse(metadata.recordedAt),
});

/** The row of the case; the table has no other rows under this key. */
function caseOf(rows: RowsOfKey): CaseRow | undefined {
  const [row] = rows.of<CaseRow>('cases');
  return row;
}
