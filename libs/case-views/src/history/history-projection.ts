import type { Projection } from '@caseline/event-sourcing';
import { CASE_STREAM_PREFIX, caseIdOf } from '../case-fact.ts';
import type { CaseFact } from '../case-fact.ts';
import { historyTable } from './history-row.ts';
import type { HistoryRow } from './history-row.ts';
import { eventMs } from '../instants.ts';

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
  const { data, personal } = texts(event.data);
  return {
    position: event.position,
    case_id: caseIdOf(event),
    revision: event.revision,
    event_id: event.id,
    type: event.type,
    schema_version: metadata.schemaVersion,
    occurred_at: eventMs(metadata.occurredAt),
    recorded_at: eventMs(metadata.recordedAt),
    actor_id: metadata.actor.id,
    actor_role: metadata.actor.role,
    command_id: metadata.commandId,
    causation_id: metadata.$causationId,
    policy_version: metadata.policyVersion,
    data,
    personal_data: personal,
  };
}

function texts(data: CaseFact['data']) {
  // Most events have no personal group, and a copy without it takes longer than the text.
  if (!('personal' in data)) return { data: JSON.stringify(data), personal: null };
  const { personal, ...rest } = data;
  return { data: JSON.stringify(rest), personal: JSON.stringify(personal) };
}
