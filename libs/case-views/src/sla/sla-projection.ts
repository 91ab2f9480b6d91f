import type { Projection, RowChange, RowKey, RowsOfKey } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact, CaseFactOf } from '../case-fact.ts';
import { beginRow, putAll, rowsAfter } from '../validity.ts';
import { changeObjective, isObjectiveEvent, startedObjective } from './objective-facts.ts';
import type { ObjectiveEvent } from './objective-facts.ts';
import { objectiveValidityTable, objectivesTable } from './objective-row.ts';
import type { ObjectiveRow, ObjectiveValidityRow } from './objective-row.ts';

type StartEvent = CaseFactOf<'SlaObjectiveStarted'> | CaseFactOf<'SlaObjectiveRetargeted'>;

/** Every promise as it stands, and as it stood on both timelines. Sees objective events only. */
export const slaProjection: Projection<CaseFact> = {
  name: 'sla',
  version: 1,
  streamPrefixes: [CASE_STREAM_PREFIX],
  tables: [objectivesTable, objectiveValidityTable],
  keysOf: (event) => (isObjectiveEvent(event) ? keysOf(event) : []),
  fold: (rows, event, key) => (isObjectiveEvent(event) ? fold(rows, event, key) : []),
};

function keysOf(event: ObjectiveEvent): readonly RowKey[] {
  const caseId = caseIdOf(event);
  const own: RowKey = [caseId, event.data.objectiveId];
  if (event.type !== 'SlaObjectiveRetargeted') return [own];
  return [own, [caseId, event.data.replacesObjectiveId]];
}

function fold(
  rows: RowsOfKey,
  event: ObjectiveEvent,
  [, objectiveId]: RowKey,
): readonly RowChange[] {
  const starts =
    event.type === 'SlaObjectiveStarted' ||
    (event.type === 'SlaObjectiveRetargeted' && event.data.objectiveId === objectiveId);
  return starts ? started(rows, event) : changed(rows, event);
}

function started(rows: RowsOfKey, event: StartEvent): readonly RowChange[] {
  const { data, id, metadata } = event;
  if (objectiveOf(rows) !== undefined) throw new Error(`${data.objectiveId} starts twice`);
  const isRetargeted = event.type === 'SlaObjectiveRetargeted';
  const facts = startedObjective(event);
  const row: ObjectiveRow = {
    ...facts,
    target_minutes: data.targetMinutes,
    target_label: data.targetLabel,
    calendar: data.calendar,
    zone: data.zone,
    tz_version: data.tzVersion,
    policy_version: metadata.policyVersion,
    paused_ms: isRetargeted ? event.data.pausedMs : 0,
    request_id: data.requestId,
    replaces_objective_id: isRetargeted ? event.data.replacesObjectiveId : null,
    replaced_by_objective_id: null,
    start_event_id: id,
    last_event_id: id,
  };
  return [
    { table: 'objectives', put: row },
    { table: 'objective_validity', put: beginRow(event, facts) },
  ];
}

function changed(rows: RowsOfKey, event: ObjectiveEvent): readonly RowChange[] {
  const before = objectiveOf(rows);
  if (before === undefined) throw new Error(`${event.type} of a promise that never started`);
  const row: ObjectiveRow = {
    ...before,
    ...changeObjective(before, event),
    ...(event.type === 'SlaObjectiveResumed' ? { paused_ms: event.data.pausedMs } : {}),
    ...(event.type === 'SlaObjectiveRetargeted'
      ? { replaced_by_objective_id: event.data.objectiveId }
      : {}),
    last_event_id: event.id,
  };
  const validity = rowsAfter<ObjectiveValidityRow>(
    rows.of<ObjectiveValidityRow>('objective_validity'),
    event,
    (facts) => changeObjective(facts, event),
  );
  return [{ table: 'objectives', put: row }, ...putAll('objective_validity', validity)];
}

/** The row of the promise; the table has no other rows under this key. */
function objectiveOf(rows: RowsOfKey): ObjectiveRow | undefined {
  const [row] = rows.of<ObjectiveRow>('objectives');
  return row;
}
