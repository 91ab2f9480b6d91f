import type { DecidedEvent, Fact } from './decider.ts';
import type { RecordedEvent } from './envelope.ts';
import { UnreadableEvent, type EventDefinition } from './event-definition.ts';

/** Every event of an aggregate by its type. */
export type EventDefinitions = Readonly<Record<string, EventDefinition<string, unknown>>>;

/** Reads and writes the events of an aggregate by their definitions. */
export interface EventCodec<Event extends DecidedEvent> {
  /** Checked against its own version and lifted to today's; throws `UnreadableEvent`. */
  read(event: RecordedEvent): FactOf<Event>;
  /** Checked against today's version; throws `UnreadableEvent`. */
  write(event: DecidedEvent): { readonly schemaVersion: number; readonly data: unknown };
}

/** The facts that decided events become. */
export type FactOf<Event extends DecidedEvent> = Event extends DecidedEvent<infer Type, infer Data>
  ? Fact<Type, Data>
  : never;

/** The codec of an aggregate. `Event` is the union of what its definitions describe. */
export function eventCodec<Event extends DecidedEvent>(
  definitions: EventDefinitions,
): EventCodec<Event> {
  const definitionOf = (type: string): EventDefinition<string, unknown> => {
    const definition = Object.hasOwn(definitions, type) ? definitions[type] : undefined;
    if (definition === undefined) throw new UnreadableEvent(`this build knows no event ${type}`);
    return definition;
  };
  return {
    read: (event) => {
      const { schemaVersion, occurredAt, recordedAt } = event.metadata;
      const definition = definitionOf(event.type);
      const data = definition.read(schemaVersion, event.data);
      const fact: Fact = { type: definition.type, data, id: event.id, occurredAt, recordedAt };
      // The definition of this type has parsed the data.
      return fact as FactOf<Event>;
    },
    write: (event) => {
      const definition = definitionOf(event.type);
      return { schemaVersion: definition.schemaVersion, data: definition.parseNew(event.data) };
    },
  };
}
