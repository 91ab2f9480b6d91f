import { caseEvents } from '@caseline/case-domain';
import {
  UnreadableEvent,
  type EventDefinition,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import { z } from 'zod';

/** Streams of cases; the rest of the log is no news of a case. */
export const CASE_STREAM_PREFIX = 'case-';

/** What the provider does among itself: customers are not told. */
const internalTypes: ReadonlySet<string> = new Set([
  'NoteAdded',
  'CaseEscalated',
  'CaseAssigned',
] satisfies (keyof typeof caseEvents)[]);

export const isInternal = (type: string): boolean => internalTypes.has(type);

/** A fact in the feed: without personal data, so that it may lie in logs and browsers. */
export const feedFact = z
  .object({
    position: z.int(),
    caseId: z.string(),
    revision: z.int(),
    eventId: z.string(),
    type: z.string(),
    occurredAt: z.iso.datetime().describe('when it happened'),
    recordedAt: z.iso.datetime().describe('when it was recorded'),
    actorRole: z.string(),
    policyVersion: z.string().nullable(),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('as the newest schema has it; null when this server cannot read the event'),
  })
  .meta({ id: 'FeedFact' });

export type FeedFact = z.output<typeof feedFact>;

const definitions: ReadonlyMap<string, EventDefinition<string, object>> = new Map(
  Object.entries(caseEvents),
);

/** The fact behind an event of a case. */
export function factOf(event: RecordedEvent): FeedFact {
  const { metadata, streamId, position, revision, id, type } = event;
  return {
    position,
    caseId: caseIdOf(streamId),
    revision,
    eventId: id,
    type,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
    actorRole: metadata.actor.role,
    policyVersion: metadata.policyVersion,
    data: impersonal(event),
  };
}

export const caseIdOf = (streamId: string): string => streamId.slice(CASE_STREAM_PREFIX.length);

/** The data without its personal group. What cannot be read is not shown: it could be anything. */
function impersonal({ type, data, metadata }: RecordedEvent): Record<string, unknown> | null {
  const definition = definitions.get(type);
  if (definition === undefined) return null;
  try {
    const facts = Object.entries(definition.read(metadata.schemaVersion, data));
    return Object.fromEntries(facts.filter(([field]) => field !== 'personal'));
  } catch (error) {
    // The projections quarantine the stream and health tells of it; the feed goes on.
    if (error instanceof UnreadableEvent) return null;
    throw error;
  }
}
