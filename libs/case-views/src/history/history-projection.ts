import type { Projection } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact } from '../case-fact.ts';
import { historyTable } from './history-row.ts';
import type { HistoryRow } from './history-row.ts';

/** Every fact of every case: it treats all event types alike, so it lists none. */
export const historyProjection: Projection<CaseFact> = {
  name: 'history',
  version: 1,
  streamPrefixes: [CASE_STREAM_PREFIX],
  tables: [historyTable],
  keysOf: (event) => [[caseIdOf(event)]],
  fold: (_, event) => [{ table: 'history', put: historyRow(event) }],
};

function historyRow(event: CaseFact): HistoryRow {
  const { metadata } = event;
  const { personal, ...data } = event.data as Readonly<Record<string, unknown>>;
  return {
    position: event.position,
    case_id: caseIdOf(event),
    revision: event.revision,
    event_id: event.id,
    type: event.type,
    schema_version: metadata.schemaVersion,
    occurred_at: Date.parse(metadata.occurredAt),
    recorded_at: Date.parse(metadata.recordedAt),
    actor_id: metadata.actor.id,
    actor_role: metadata.actor.role,
    command_id: metadata.commandId,
    causation_id: metadata.$causationId,
    policy_version: metadata.policyVersion,
    data: JSON.stringify(data),
    personal_data: personal === undefined ? null : JSON.stringify(personal),
  };
}
