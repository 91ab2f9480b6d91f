import type { Fact } from './decider.ts';
import { NO_STREAM, START, type Position, type RecordedEvent } from './envelope.ts';

/** What a command did, as its stream remembers it: enough to give the same answer again. */
export interface CommandTrace {
  readonly fingerprint: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** A stream folded into its state, with every command that ever wrote to it. */
export interface LoadedStream<State> {
  readonly state: State;
  readonly revision: number;
  readonly position: Position;
  readonly lastRecordedAt: string | null;
  readonly commands: ReadonlyMap<string, CommandTrace>;
}

/** How a stream folds: `evolve` of a decider and the reading of its events. */
export interface Fold<State, F extends Fact> {
  readonly initialState: State;
  read(event: RecordedEvent): F;
  evolve(state: State, fact: F): State;
}

/** The loaded stream before its first event. */
export const emptyStream = <State>(initialState: State): LoadedStream<State> => ({
  state: initialState,
  revision: NO_STREAM,
  position: START,
  lastRecordedAt: null,
  commands: new Map(),
});

/** Folds more events of the stream, in order of revision, into what was loaded before. */
export function foldEvents<State, F extends Fact>(
  fold: Fold<State, F>,
  loaded: LoadedStream<State>,
  events: readonly RecordedEvent[],
): LoadedStream<State> {
  const last = events.at(-1);
  if (last === undefined) return loaded;
  const commands = new Map(loaded.commands);
  let state = loaded.state;
  for (const event of events) {
    state = fold.evolve(state, fold.read(event));
    remember(commands, event);
  }
  return {
    state,
    revision: last.revision,
    position: last.position,
    lastRecordedAt: last.metadata.recordedAt,
    commands,
  };
}

/** What a command has just appended: its facts in order and where they ended up. */
export interface Appended<F extends Fact> {
  readonly commandId: string;
  readonly fingerprint: string;
  readonly facts: readonly F[];
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

/** Folds what was appended without reading it again: it was parsed when it was written. */
export function foldAppended<State, F extends Fact>(
  { evolve }: Pick<Fold<State, F>, 'evolve'>,
  loaded: LoadedStream<State>,
  { commandId, fingerprint, facts, ...at }: Appended<F>,
): LoadedStream<State> {
  const events = facts.map(({ id, type }) => ({ id, type }));
  return {
    state: facts.reduce(evolve, loaded.state),
    revision: at.revision,
    position: at.position,
    lastRecordedAt: at.recordedAt,
    commands: new Map(loaded.commands).set(commandId, { fingerprint, ...at, events }),
  };
}

function remember(commands: Map<string, CommandTrace>, event: RecordedEvent): void {
  const { commandId, commandFingerprint, recordedAt } = event.metadata;
  const earlier = commands.get(commandId)?.events ?? [];
  commands.set(commandId, {
    fingerprint: commandFingerprint,
    revision: event.revision,
    position: event.position,
    recordedAt,
    events: [...earlier, { id: event.id, type: event.type }],
  });
}
