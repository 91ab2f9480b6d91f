import {
  UnreadableEvent,
  type DecidedEvent,
  type EventDefinition,
  type Fact,
  type RecordedEvent,
} from '@caseline/event-sourcing';

type Definitions = Readonly<Record<string, EventDefinition<string, unknown>>>;

/** The fact that a recorded event states, in today's shape; throws `UnreadableEvent`. */
export function readFact(definitions: Definitions, recorded: RecordedEvent): Fact {
  const { id, type, data, metadata } = recorded;
  const definition = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
  if (definition === undefined) throw new UnreadableEvent(`${type} is no event of this stream`);
  const { schemaVersion, occurredAt, recordedAt } = metadata;
  return { type, data: definition.read(schemaVersion, data), id, occurredAt, recordedAt };
}

/** Data about to be written, parsed, with its schema version; throws `UnreadableEvent`. */
export function writeEvent(definitions: Definitions, { type, data }: DecidedEvent) {
  const definition = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
  if (definition === undefined) throw new UnreadableEvent(`${type} is no event of this stream`);
  return { schemaVersion: definition.schemaVersion, data: definition.parseNew(data) };
}
