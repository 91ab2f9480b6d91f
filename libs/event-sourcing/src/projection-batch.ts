import type { RecordedEvent } from './envelope.ts';
import { ProjectionRows, keyText } from './projection-rows.ts';
import type { Projection, RowChange, RowKey, TableDefinition } from './projection.ts';
import { TooManyQuarantinedStreams } from './view-store.ts';
import type {
  Checkpoint,
  QuarantinedStream,
  RowsWanted,
  ViewChanges,
  ViewGeneration,
  ViewStore,
} from './view-store.ts';

/** The most streams of a projection that may wait; more, and the projection itself is broken. */
const MAX_QUARANTINED_STREAMS = 1_000;

const MAX_ERROR_LENGTH = 500;

/** An event as it is recorded and as it was read: parsed and lifted to today's shape. */
export type ReadEvent<Event extends RecordedEvent> =
  | { readonly recorded: RecordedEvent; readonly event: Event }
  | { readonly recorded: RecordedEvent; readonly error: unknown };

/** A projection, the generation it feeds, how far that is, and what waits. */
export interface ProjectionTarget<Event extends RecordedEvent = RecordedEvent> {
  readonly projection: Projection<Event>;
  readonly generation: ViewGeneration;
  readonly checkpoint: Checkpoint;
  readonly quarantined: ReadonlyMap<string, QuarantinedStream>;
}

/** What a batch makes of a target, and what must be written for that. */
export interface FoldedBatch<Event extends RecordedEvent> {
  readonly target: ProjectionTarget<Event>;
  readonly changes: ViewChanges;
}

interface Touch<Event extends RecordedEvent> {
  readonly recorded: RecordedEvent;
  readonly event?: Event;
  readonly keys: readonly TouchedKey[];
  readonly error?: unknown;
}

interface TouchedKey {
  readonly key: RowKey;
  /** What rows are looked up by. */
  readonly text: string;
}

/** Reads each event once, however many projections look at it. */
export function readEvents<Event extends RecordedEvent>(
  recorded: readonly RecordedEvent[],
  read: (event: RecordedEvent) => Event,
): readonly ReadEvent<Event>[] {
  return recorded.map((event) => {
    try {
      return { recorded: event, event: read(event) };
    } catch (error) {
      // Kept: each projection that wants the event quarantines its stream with this error.
      return { recorded: event, error };
    }
  });
}

/** Loads the rows that the events touch and folds them. Events the target has seen are left out. */
export async function foldBatch<Event extends RecordedEvent>(
  viewStore: Pick<ViewStore, 'load'>,
  target: ProjectionTarget<Event>,
  events: readonly ReadEvent<Event>[],
): Promise<FoldedBatch<Event>> {
  const last = events[events.length - 1]?.recorded;
  const fresh = events.filter(({ recorded }) => recorded.position > target.checkpoint.position);
  const reached =
    last !== undefined && last.position > target.checkpoint.position
      ? { position: last.position, eventId: last.id }
      : target.checkpoint;
  return foldEvents(viewStore, target, { events: fresh, reached, released: [] });
}

/** Folds parked events of one stream again; `target` must no longer name it as quarantined. */
export async function foldParked<Event extends RecordedEvent>(
  viewStore: Pick<ViewStore, 'load'>,
  target: ProjectionTarget<Event>,
  parked: { readonly events: readonly ReadEvent<Event>[]; readonly streamId: string },
): Promise<FoldedBatch<Event>> {
  const { events, streamId } = parked;
  const reached = target.checkpoint;
  return foldEvents(viewStore, target, { events, reached, released: [streamId] });
}

interface Work<Event extends RecordedEvent> {
  readonly events: readonly ReadEvent<Event>[];
  readonly reached: Checkpoint;
  readonly released: readonly string[];
}

async function foldEvents<Event extends RecordedEvent>(
  viewStore: Pick<ViewStore, 'load'>,
  target: ProjectionTarget<Event>,
  { events, reached, released }: Work<Event>,
): Promise<FoldedBatch<Event>> {
  const { projection, generation } = target;
  const touches = touchesOf(projection, events);
  const wanted = rowsWanted(projection.tables, touches);
  const found = wanted.length === 0 ? [] : await viewStore.load(generation, wanted);
  const loaded = new Map(wanted.map(({ table }, index) => [table.name, found[index] ?? []]));
  const rows = new ProjectionRows(projection.tables, loaded);
  const quarantine = new Quarantine(target.quarantined);
  for (const touch of touches) foldTouch(projection, rows, { touch, quarantine });
  const freed = released.filter((streamId) => !quarantine.streams.has(streamId));
  return {
    target: { ...target, checkpoint: reached, quarantined: quarantine.streams },
    changes: {
      target: generation,
      from: target.checkpoint.position,
      to: reached,
      tables: rows.changes(),
      quarantined: quarantine.changed(),
      released: freed,
    },
  };
}

function touchesOf<Event extends RecordedEvent>(
  projection: Projection<Event>,
  events: readonly ReadEvent<Event>[],
): readonly Touch<Event>[] {
  const touches: Touch<Event>[] = [];
  for (const read of events) {
    const { recorded } = read;
    if (!projection.streamPrefixes.some((prefix) => recorded.streamId.startsWith(prefix))) continue;
    // An ignored event matters all the same where its stream waits: it is counted there.
    touches.push(touchOf(projection, read));
  }
  return touches;
}

function touchOf<Event extends RecordedEvent>(
  projection: Projection<Event>,
  read: ReadEvent<Event>,
): Touch<Event> {
  const { recorded } = read;
  if ('error' in read) return { recorded, keys: [], error: read.error };
  try {
    const keys = projection.keysOf(read.event).map((key) => ({ key, text: keyText(key) }));
    return { recorded, event: read.event, keys };
  } catch (error) {
    return { recorded, keys: [], error };
  }
}

function rowsWanted<Event extends RecordedEvent>(
  tables: readonly TableDefinition[],
  touches: readonly Touch<Event>[],
): readonly RowsWanted[] {
  return tables
    .filter(({ load }) => load !== 'none' && load !== 'sums')
    .map((table) => ({ table, keys: keysWanted(table, touches) }))
    .filter(({ keys }) => keys.length > 0);
}

function keysWanted<Event extends RecordedEvent>(
  { load }: TableDefinition,
  touches: readonly Touch<Event>[],
): RowsWanted['keys'] {
  const wanted = new Map<string, { key: RowKey; bound: number }>();
  for (const { keys, event } of touches) {
    if (event === undefined || keys.length === 0) continue;
    const bound = typeof load === 'object' ? load.bound(event) : 0;
    for (const { key, text } of keys) {
      const before = wanted.get(text);
      if (before === undefined) wanted.set(text, { key, bound });
      else if (bound < before.bound) before.bound = bound;
    }
  }
  return [...wanted.values()];
}

function foldTouch<Event extends RecordedEvent>(
  projection: Projection<Event>,
  rows: ProjectionRows,
  { touch, quarantine }: { readonly touch: Touch<Event>; readonly quarantine: Quarantine },
): void {
  const { recorded, event, keys } = touch;
  if (quarantine.streams.has(recorded.streamId)) {
    quarantine.park(recorded);
    return;
  }
  if (event === undefined) {
    quarantine.begin(recorded, touch.error);
    return;
  }
  try {
    const foldKey = ({ key, text }: TouchedKey): readonly RowChange[] =>
      projection.fold(rows.ofKey(text), event, key);
    const [only] = keys;
    // All keys are folded before any is applied: what throws half-way changes nothing.
    rows.apply(keys.length === 1 && only !== undefined ? foldKey(only) : keys.flatMap(foldKey));
  } catch (error) {
    quarantine.begin(recorded, error);
  }
}

/** The streams that wait, before and after a batch. */
class Quarantine {
  readonly streams: Map<string, QuarantinedStream>;
  readonly #changed = new Set<string>();

  constructor(streams: ReadonlyMap<string, QuarantinedStream>) {
    this.streams = new Map(streams);
  }

  begin(event: RecordedEvent, error: unknown): void {
    const { streamId, revision, position, id: eventId } = event;
    if (this.streams.size >= MAX_QUARANTINED_STREAMS) {
      const waiting = `${this.streams.size} streams wait; ${streamId} is next`;
      throw new TooManyQuarantinedStreams(waiting, { cause: error });
    }
    const message = error instanceof Error ? error.message : String(error);
    const text = message.slice(0, MAX_ERROR_LENGTH);
    const place = { streamId, revision, position, eventId };
    this.streams.set(streamId, { ...place, error: text, attempts: 1, parkedEvents: 1 });
    this.#changed.add(streamId);
  }

  park({ streamId }: RecordedEvent): void {
    const before = this.streams.get(streamId);
    if (before === undefined) return;
    this.streams.set(streamId, { ...before, parkedEvents: before.parkedEvents + 1 });
    this.#changed.add(streamId);
  }

  changed(): readonly QuarantinedStream[] {
    return [...this.#changed].flatMap((streamId) => this.streams.get(streamId) ?? []);
  }
}
