import { CASE_STREAM_PREFIX } from '@caseline/case-views';
import { severityOf } from './case-standing.ts';
import { impersonalData, personalFields } from './event-data.ts';
import { organizationOf, type ExportedEvent } from './wanted-events.ts';

/** A value of a flat table; null is an empty cell. */
export type FlatValue = string | number | null;

/** A column of the flat table of events, in CSV and Parquet alike. */
export interface FlatColumn {
  readonly name: string;
  /** Instants are ISO 8601 in UTC; JSON is a text. */
  readonly type: 'text' | 'integer' | 'instant' | 'json';
  readonly isNullable: boolean;
  readonly about: string;
  of(exported: ExportedEvent): FlatValue;
}

const column = (
  name: string,
  [type, about]: readonly [FlatColumn['type'], string],
  of: FlatColumn['of'],
): FlatColumn => ({ name, type, about, of, isNullable: false });

const nullable = (...of: Parameters<typeof column>): FlatColumn => ({
  ...column(...of),
  isNullable: true,
});

/** One row an event: its envelope, how its case stands right after it, and its data. */
const impersonalColumns: readonly FlatColumn[] = [
  column('position', ['integer', 'place in the log'], ({ event }) => event.position),
  column('streamId', ['text', 'the stream'], ({ event }) => event.streamId),
  column('revision', ['integer', 'place in the stream, from 0'], ({ event }) => event.revision),
  column('eventId', ['text', 'UUID of the event'], ({ event }) => event.id),
  column('type', ['text', 'what happened'], ({ event }) => event.type),
  column('occurredAt', ['instant', 'when it happened'], ({ event }) => event.metadata.occurredAt),
  column(
    'recordedAt',
    ['instant', 'when it was recorded'],
    ({ event }) => event.metadata.recordedAt,
  ),
  nullable('caseId', ['text', 'UUID of the case; empty where it is of none'], ({ event }) =>
    event.streamId.startsWith(CASE_STREAM_PREFIX)
      ? event.streamId.slice(CASE_STREAM_PREFIX.length)
      : null,
  ),
  nullable('organizationId', ['text', 'UUID of the customer'], ({ event, standings }) =>
    organizationOf(event, standings),
  ),
  nullable(
    'pack',
    ['text', 'policy pack the case was opened under'],
    ({ standings }) => standings?.after.opening?.pack ?? null,
  ),
  nullable(
    'kind',
    ['text', 'support kind of the case after the event'],
    ({ standings }) => standings?.after.kind ?? null,
  ),
  nullable(
    'category',
    ['text', 'category of the case after it'],
    ({ standings }) => standings?.after.category ?? null,
  ),
  nullable('severity', ['text', 'severity of the case after it'], ({ standings }) =>
    standings === null ? null : severityOf(standings.after),
  ),
  nullable(
    'status',
    ['text', 'status of the case after it'],
    ({ standings }) => standings?.after.lifecycle.status ?? null,
  ),
  nullable(
    'turn',
    ['text', 'whose turn it is after it'],
    ({ standings }) => standings?.after.lifecycle.turn ?? null,
  ),
  nullable(
    'team',
    ['text', 'team of the case after it'],
    ({ standings }) => standings?.after.team ?? null,
  ),
  nullable(
    'agentId',
    ['text', 'agent of the case after it'],
    ({ standings }) => standings?.after.agentId ?? null,
  ),
  column('actorId', ['text', 'who did it'], ({ event }) => event.metadata.actor.id),
  column('actorRole', ['text', 'in which role'], ({ event }) => event.metadata.actor.role),
  column('commandId', ['text', 'UUID of the command'], ({ event }) => event.metadata.commandId),
  column(
    'correlationId',
    ['text', 'what it belongs to'],
    ({ event }) => event.metadata.$correlationId,
  ),
  column('causationId', ['text', 'what caused it'], ({ event }) => event.metadata.$causationId),
  nullable(
    'policyVersion',
    ['text', '`pack@version` that judged it'],
    ({ event }) => event.metadata.policyVersion,
  ),
  column(
    'schemaVersion',
    ['integer', 'version of the shape of `data`'],
    ({ event }) => event.metadata.schemaVersion,
  ),
  column('hash', ['text', 'SHA-256 chain of the stream'], ({ event }) => event.metadata.hash),
  column('data', ['json', 'the other fields of the event, JSON'], ({ event }) =>
    JSON.stringify(impersonalData(event)),
  ),
];

const personalColumn = nullable(
  'personal',
  ['json', 'personal data of the event, JSON; only with --personal'],
  ({ event }) => {
    const json = JSON.stringify(personalFields(event));
    return json === '{}' ? null : json;
  },
);

/** The columns of a flat export, in order. */
export const flatColumns = (withPersonalData: boolean): readonly FlatColumn[] =>
  withPersonalData ? [...impersonalColumns, personalColumn] : impersonalColumns;
