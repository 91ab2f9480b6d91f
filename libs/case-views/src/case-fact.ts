import { caseEvents } from '@caseline/case-domain';
import type { CaseEventData, CaseEventType } from '@caseline/case-domain';
import { UnreadableEvent } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';

/** What the stream of a case is called before its id. */
export const CASE_STREAM_PREFIX = 'case-';

/** An event of a case as it was read, its data in today's shape. */
export type CaseFactOf<Type extends CaseEventType> = RecordedEvent<Type, CaseEventData<Type>>;
export type CaseFact = { [Type in CaseEventType]: CaseFactOf<Type> }[CaseEventType];

/** The case that an event belongs to. */
export const caseIdOf = ({ streamId }: RecordedEvent): string =>
  streamId.slice(CASE_STREAM_PREFIX.length);

const isCaseEventType = (type: string): type is CaseEventType => Object.hasOwn(caseEvents, type);

/**
 * Reads an event of a case: checks it against its schema and lifts it to today's shape. Throws
 * `UnreadableEvent` for a type, version or shape this build does not know.
 */
export function readCaseFact(event: RecordedEvent): CaseFact {
  const { type } = event;
  if (!isCaseEventType(type)) throw new UnreadableEvent(`${type} is no event of a case`);
  const data = caseEvents[type].read(event.metadata.schemaVersion, event.data);
  // The definition of this very type has parsed the data.
  return { ...event, type, data } as CaseFact;
}
