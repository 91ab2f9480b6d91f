import type { Projection, RowChange, RowsOfKey } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { FOREVER, eventMs } from '../instants.ts';
import { beginRow, putAll, rowsAfter } from '../validity.ts';
import type { ValidRow } from '../validity.ts';
import { changeCase, checkLegal, openedCase } from './case-facts.ts';
import { caseValidityTable, casesTable } from './case-row.ts';
import type { CaseFacts, CaseRow, CaseValidityRow } from './case-row.ts';
import { pastCell } from './past-cells.ts';

/** The queue: every case as it is, and as it was on both timelines. */
export const queueProjection: Projection<CaseFact> = {
  name: 'queue',
  version: 2,
  streamPrefixes: [CASE_STREAM_PREFIX],
  tables: [casesTable, caseValidityTable],
  keysOf: (event) => [[caseIdOf(event)]],
  fold: (rows, event) => (event.type === 'CaseOpened' ? opened(rows, event) : changed(rows, event)),
};

function opened(rows: RowsOfKey, event: CaseFactOf<'CaseOpened'>): readonly RowChange[] {
  if (caseOf(rows) !== undefined) throw new Error('a case is opened once');
  const facts = openedCase(event);
  const state = beginRow(event, facts);
  const row: CaseRow = {
    ...facts,
    ...placeOf(event),
    ...heldSince(state),
    personal_title: event.data.personal.title,
  };
  return [
    { table: 'cases', put: row },
    { table: 'case_validity', put: withCells(state) },
  ];
}

function changed(rows: RowsOfKey, event: CaseFact): readonly RowChange[] {
  const before = caseOf(rows);
  if (before === undefined) throw new Error(`${event.type} of a case that was never opened`);
  checkLegal(before, event);
  const patch = changeCase(before, event);
  const validity = rowsAfter<CaseValidityRow>(
    rows.of<CaseValidityRow>('case_validity'),
    event,
    // The last state is the one of today, whose change is known.
    (state) => (state.occurred_to === FOREVER ? patch : changeCase(state, event)),
  );
  const current = validity.find(({ occurred_to }) => occurred_to === FOREVER);
  const since = current === undefined ? {} : heldSince(current);
  const row: CaseRow = { ...before, ...patch, ...placeOf(event), ...since };
  return [{ table: 'cases', put: row }, ...putAll('case_validity', validity.map(withCells))];
}

const heldSince = ({ recorded_from, occurred_from }: ValidRow) => ({
  recorded_since: recorded_from,
  occurred_since: occurred_from,
});

const withCells = (state: CaseFacts & ValidRow): CaseValidityRow => ({
  ...state,
  recorded_cell: cellOf(state, state.recorded_from, state.recorded_to),
  occurred_cell: cellOf(state, state.occurred_from, state.occurred_to),
});

/** What still holds is found among the cases as they are. */
const cellOf = ({ is_open }: CaseFacts, from: number, to: number): number | null =>
  is_open === 0 || to === FOREVER ? null : pastCell(from, to);

const placeOf = ({ revision, position, metadata }: CaseFact) => ({
  revision,
  position,
  last_event_at: eventMs(metadata.recordedAt),
});

/** The row of the case; the table has no other rows under this key. */
function caseOf(rows: RowsOfKey): CaseRow | undefined {
  const [row] = rows.of<CaseRow>('cases');
  return row;
}
