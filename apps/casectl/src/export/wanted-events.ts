import type { EventStore, Position, RecordedEvent } from '@caseline/event-sourcing';
import { CaseStandings, type Standings } from './case-standings.ts';

/** Events read at a time: so few that they are forgotten before the collector looks for them. */
const BATCH_SIZE = 200;

const ORGANIZATION_PREFIX = 'organization-';

/** Which events are wanted; lists that are empty let everything through. */
export interface Wanted {
  readonly after: number;
  readonly streamPrefixes: readonly string[];
  readonly types: readonly string[];
  /** The instant that `from` and `to` are about. */
  readonly timeline: 'recorded' | 'occurred';
  readonly from: string | undefined;
  /** Not in it any more. */
  readonly to: string | undefined;
  readonly organizationIds: readonly string[];
  /** The kind that the case is of right after the event. */
  readonly kinds: readonly string[];
}

/** An event that is exported, with how its case stands; null where it is of no case. */
export interface ExportedEvent {
  readonly event: RecordedEvent;
  readonly standings: Standings | null;
}

/** Where the events come from. */
export interface EventSource {
  readonly store: Pick<EventStore, 'readAll' | 'readMarks' | 'readStream' | 'head'>;
  readonly wanted: Wanted;
  /** The last position that is read; absent: the head of the log. */
  readonly upTo?: Position;
  /** Told how far the reading is. */
  readonly onPosition: (done: number, total: number) => void;
}

/** The wanted events in the order of the log, each with its case's standing. */
export async function* exportedEvents(
  source: EventSource,
): AsyncIterable<readonly ExportedEvent[]> {
  const standings = new CaseStandings(source.store);
  const conditions = conditionsOf(source.wanted);
  for await (const events of readingOf(source)) {
    const exported: ExportedEvent[] = [];
    for (const event of events) {
      const now = standings.after(event);
      // Waiting for each event would cost more than the fold: nearly all are known at once.
      const known = now instanceof Promise ? await now : now;
      const isWanted = conditions.every((holds) => holds(event, known));
      if (isWanted) exported.push({ event, standings: known });
    }
    if (exported.length > 0) yield exported;
  }
}

/** The wanted events alone, where no filter asks for the standing of a case. */
export async function* bareEvents(source: EventSource): AsyncIterable<readonly RecordedEvent[]> {
  const conditions = conditionsOf(source.wanted);
  for await (const events of readingOf(source)) {
    const wanted = events.filter((event) => conditions.every((holds) => holds(event, null)));
    if (wanted.length > 0) yield wanted;
  }
}

/** Whether the id of its stream alone decides if an event is wanted. */
export const asksForStreamAlone = (wanted: Wanted): boolean =>
  wanted.types.length === 0 &&
  wanted.from === undefined &&
  wanted.to === undefined &&
  !asksForStanding(wanted);

/** Whether the standing of its case decides if an event is wanted. */
export const asksForStanding = ({ organizationIds, kinds }: Wanted): boolean =>
  organizationIds.length > 0 || kinds.length > 0;

async function* readingOf(source: EventSource): AsyncIterable<readonly RecordedEvent[]> {
  const { store, wanted, onPosition, upTo = Number.MAX_SAFE_INTEGER } = source;
  const { after, streamPrefixes } = wanted;
  const total = (await store.head()) + 1;
  const options = { after, filter: { streamPrefixes }, batchSize: BATCH_SIZE };
  for await (const batch of store.readAll(options)) {
    const last = batch.at(-1)?.position ?? 0;
    if (last > upTo) {
      yield batch.filter(({ position }) => position <= upTo);
      return;
    }
    yield batch;
    onPosition(last + 1, total);
  }
}

type Condition = (event: RecordedEvent, standings: Standings | null) => boolean;

/** What an event must fulfil: one condition a filter that was said. */
function conditionsOf(wanted: Wanted): readonly Condition[] {
  const { types, from, to, organizationIds, kinds } = wanted;
  const instantOf = instantsOn[wanted.timeline];
  const conditions: Condition[] = [];
  if (types.length > 0) conditions.push(({ type }) => types.includes(type));
  if (from !== undefined) conditions.push((event) => instantOf(event) >= from);
  if (to !== undefined) conditions.push((event) => instantOf(event) < to);
  if (kinds.length > 0) {
    conditions.push((_, standings) => kinds.includes(standings?.after.kind ?? ''));
  }
  if (organizationIds.length > 0) {
    conditions.push((event, standings) =>
      organizationIds.includes(organizationOf(event, standings) ?? ''),
    );
  }
  return conditions;
}

const instantsOn = {
  recorded: ({ metadata }) => metadata.recordedAt,
  occurred: ({ metadata }) => metadata.occurredAt,
} as const satisfies Record<Wanted['timeline'], (event: RecordedEvent) => string>;

/** The organization that an event is about; null for a policy. */
export function organizationOf(
  { streamId }: RecordedEvent,
  standings: Standings | null,
): string | null {
  if (standings !== null) return standings.after.opening?.organizationId ?? null;
  if (!streamId.startsWith(ORGANIZATION_PREFIX)) return null;
  return streamId.slice(ORGANIZATION_PREFIX.length);
}
