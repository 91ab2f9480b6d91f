import { LRUCache } from 'lru-cache';
import { toEpochMs, toInstant, type Clock } from './clock.ts';
import type { DecidedEvent, Decider, Fact } from './decider.ts';
import { NO_STREAM } from './envelope.ts';
import type { Actor, Instant, NewEvent, RecordedEvent } from './envelope.ts';
import { AppendOutcomeUnknown, WrongExpectedRevision, type EventStore } from './event-store.ts';
import { eventIdsOf, fingerprintOf } from './identity.ts';
import { KeyedQueue } from './keyed-queue.ts';
import {
  emptyStream,
  foldAppended,
  foldEvents,
  type CommandTrace,
  type LoadedStream,
} from './loaded-stream.ts';
import { isRejection, Rejection } from './rejection.ts';

/** How many times a command is decided again after somebody else wrote first. */
const MAX_ATTEMPTS = 3;
/** Events read at a time when a stream is loaded. */
const LOAD_PAGE = 1_000;

/** What the loop must know of an aggregate beside its decider. */
export interface Aggregate<Command, Event extends DecidedEvent, State, Context> {
  readonly decider: Decider<Command, Event, State, Context>;
  /** Parses a recorded event and lifts it to today's shape; throws `UnreadableEvent`. */
  read(event: RecordedEvent): Fact<Event['type'], Event['data']>;
  /** Parses data about to be written; answers it with its schema version. */
  write(event: Event): { readonly schemaVersion: number; readonly data: unknown };
}

/** What a caller wants done to one stream. */
export interface CommandRequest<Command, State, Context> {
  readonly streamId: string;
  /** See `commandIdOf`. */
  readonly commandId: string;
  /** Name and payload: what a retry must repeat. */
  readonly fingerprint: unknown;
  readonly actor: Actor;
  readonly correlationId: string;
  /** The revision that the caller has seen (`If-Match`); absent: whatever is current. */
  readonly expectedRevision?: number;
  /** The command as it is judged at `at`, which is never before the stream's last record. */
  command(at: Instant): Command;
  /** When it happened, where that is not `at`. */
  readonly occurredAt?: Instant;
  /** What is answered where the stream has no event yet; absent: the rules decide. */
  readonly whenNew?: Rejection;
  /** All that the rules may know; `eventIdAt` tells the id that the n-th event will have. */
  context(state: State, eventIdAt: (index: number) => string): Context | Promise<Context>;
  /** `pack@version` for the envelope, from what is known after loading. */
  policyVersion(context: Context): string | null;
}

/** The answer to a command; `replayed` when an earlier attempt had done it already. */
export type CommandOutcome =
  | ({ readonly kind: 'accepted'; readonly replayed: boolean } & CommandAnswer)
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

export type CommandAnswer = Omit<CommandTrace, 'fingerprint'>;

/**
 * Load, decide, append at the exact revision, answer. Recent states are kept, so a command on a
 * case of today reads nothing; a stream changed by another process shows as a conflict, or before
 * anything is refused, and is read again.
 */
export class CommandLoop<Command, Event extends DecidedEvent, State, Context> {
  readonly #aggregate: Aggregate<Command, Event, State, Context>;
  readonly #store: EventStore;
  readonly #clock: Clock;
  readonly #recent: LRUCache<string, LoadedStream<State>>;
  readonly #hasOtherWriters: boolean;
  readonly #queue = new KeyedQueue();
  readonly #fold;
  /** Loads answered by the cache and by the store, for the metrics. */
  readonly loads = { cached: 0, read: 0 };

  constructor(
    aggregate: Aggregate<Command, Event, State, Context>,
    at: {
      readonly store: EventStore;
      readonly clock: Clock;
      readonly recentStreams: number;
      /** True where other processes append too, so that what is kept may be old. */
      readonly hasOtherWriters?: boolean;
    },
  ) {
    this.#aggregate = aggregate;
    this.#store = at.store;
    this.#clock = at.clock;
    this.#recent = new LRUCache({ max: at.recentStreams });
    this.#hasOtherWriters = at.hasOtherWriters ?? false;
    const { decider, read } = aggregate;
    this.#fold = { initialState: decider.initialState, evolve: decider.evolve, read };
  }

  /** Commands on one stream run one after the other. */
  execute(request: CommandRequest<Command, State, Context>): Promise<CommandOutcome> {
    return this.#queue.run(request.streamId, () => this.#execute(request));
  }

  /** The stream as it is now; a stream without events has revision `NO_STREAM`. */
  async load(streamId: string): Promise<LoadedStream<State>> {
    const recent = this.#recent.get(streamId);
    if (recent !== undefined) {
      this.loads.cached += 1;
      return recent;
    }
    this.loads.read += 1;
    return this.#read(streamId, emptyStream(this.#fold.initialState));
  }

  /** The stream with what other processes have appended: where there are any, it is read on. */
  async loadNow(streamId: string): Promise<LoadedStream<State>> {
    const recent = this.#recent.get(streamId);
    if (recent === undefined || !this.#hasOtherWriters) return this.load(streamId);
    return this.#read(streamId, recent);
  }

  /** Forgets a stream that another process has changed; not when this revision is known. */
  forget(streamId: string, revision: number): void {
    const recent = this.#recent.get(streamId);
    if (recent !== undefined && recent.revision < revision) this.#recent.delete(streamId);
  }

  async #execute(request: CommandRequest<Command, State, Context>): Promise<CommandOutcome> {
    const fingerprint = fingerprintOf(request.fingerprint);
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const { streamId, commandId, expectedRevision } = request;
      const mayBeOld = this.#hasOtherWriters && this.#recent.has(streamId);
      const loaded = await this.load(streamId);
      const answered = earlierAnswer(loaded, commandId, fingerprint);
      if (answered !== undefined) return answered;
      if (request.whenNew !== undefined && loaded.revision === NO_STREAM) {
        return { kind: 'rejected', rejection: request.whenNew };
      }
      const outcome =
        staleRevision(loaded, expectedRevision) ??
        (await this.#decideAndAppend(request, loaded, fingerprint));
      if (outcome === 'conflict') continue;
      if (!mayBeOld || hasWritten(outcome)) return outcome;
      // No append has checked the revision, so the state it was judged by may be old.
      if ((await this.loadNow(streamId)).revision === loaded.revision) return outcome;
    }
    return rejected('too-many-conflicts', 'Others kept changing the stream; try again.');
  }

  async #decideAndAppend(
    request: CommandRequest<Command, State, Context>,
    loaded: LoadedStream<State>,
    fingerprint: string,
  ): Promise<CommandOutcome | 'conflict'> {
    const at = this.#instantAfter(loaded.lastRecordedAt);
    const eventIdAt = eventIdsOf(request.commandId);
    const context = await request.context(loaded.state, eventIdAt);
    const decided = this.#aggregate.decider.decide(request.command(at), loaded.state, context);
    if (isRejection(decided)) return { kind: 'rejected', rejection: decided };
    if (decided.length === 0) return nothingToDo(loaded, at);

    const policyVersion = request.policyVersion(context);
    const events = decided.map((event, index) =>
      this.#newEvent(event, { id: eventIdAt(index), request, fingerprint, policyVersion, at }),
    );
    return this.#append(request, loaded, { events, fingerprint });
  }

  async #append(
    request: CommandRequest<Command, State, Context>,
    loaded: LoadedStream<State>,
    { events, fingerprint }: { readonly events: readonly NewEvent[]; readonly fingerprint: string },
  ): Promise<CommandOutcome | 'conflict'> {
    const { streamId, commandId } = request;
    try {
      const result = await this.#store.append(streamId, events, loaded.revision);
      const { recordedAt } = result;
      const facts = events.map((event) => factOf<Event>(event, recordedAt));
      const next = foldAppended(this.#fold, loaded, { commandId, fingerprint, facts, ...result });
      this.#recent.set(streamId, next);
      return answerIn(next, commandId);
    } catch (error) {
      this.#recent.delete(streamId);
      if (error instanceof WrongExpectedRevision) return 'conflict';
      if (!(error instanceof AppendOutcomeUnknown)) throw error;
      const now = await this.load(streamId);
      if (!now.commands.has(commandId)) throw error;
      return answerIn(now, commandId);
    }
  }

  async #read(streamId: string, from: LoadedStream<State>): Promise<LoadedStream<State>> {
    let loaded = from;
    for (;;) {
      const page = await this.#store.readStream(streamId, {
        from: loaded.revision + 1,
        direction: 'forwards',
        max: LOAD_PAGE,
      });
      loaded = foldEvents(this.#fold, loaded, page);
      if (page.length < LOAD_PAGE) break;
    }
    if (loaded.revision >= 0) this.#recent.set(streamId, loaded);
    return loaded;
  }

  /** Now, or the stream's last record when the clock was set back since. */
  #instantAfter(lastRecordedAt: Instant | null): Instant {
    const now = this.#clock.now();
    return toInstant(lastRecordedAt === null ? now : Math.max(now, toEpochMs(lastRecordedAt)));
  }

  #newEvent(
    event: Event,
    by: {
      readonly id: string;
      readonly request: CommandRequest<Command, State, Context>;
      readonly fingerprint: string;
      readonly policyVersion: string | null;
      readonly at: Instant;
    },
  ): NewEvent {
    const { schemaVersion, data } = this.#aggregate.write(event);
    const { commandId, actor, correlationId, occurredAt } = by.request;
    return {
      id: by.id,
      type: event.type,
      data,
      metadata: {
        schemaVersion,
        actor,
        commandId,
        commandFingerprint: by.fingerprint,
        occurredAt: event.occurredAt ?? occurredAt ?? by.at,
        $correlationId: correlationId,
        $causationId: commandId,
        policyVersion: by.policyVersion,
      },
    };
  }
}

function earlierAnswer(
  loaded: LoadedStream<unknown>,
  commandId: string,
  fingerprint: string,
): CommandOutcome | undefined {
  const earlier = loaded.commands.get(commandId);
  if (earlier === undefined) return undefined;
  if (earlier.fingerprint === fingerprint) return accepted(earlier, true);
  return rejected('idempotency-key-reused', 'This Idempotency-Key was used for another command.');
}

function staleRevision(
  loaded: LoadedStream<unknown>,
  expected: number | undefined,
): CommandOutcome | undefined {
  if (expected === undefined || expected === loaded.revision) return undefined;
  return rejected('stale-revision', `The stream is at revision ${loaded.revision}.`, {
    revision: loaded.revision,
  });
}

function answerIn(loaded: LoadedStream<unknown>, commandId: string): CommandOutcome {
  const trace = loaded.commands.get(commandId);
  if (trace === undefined) throw new Error(`the stream does not know command ${commandId}`);
  return accepted(trace, false);
}

const hasWritten = (outcome: CommandOutcome): boolean =>
  outcome.kind === 'accepted' && outcome.events.length > 0;

const accepted = (trace: CommandTrace, replayed: boolean): CommandOutcome => {
  const { revision, position, recordedAt, events } = trace;
  return { kind: 'accepted', replayed, revision, position, recordedAt, events };
};

const nothingToDo = (loaded: LoadedStream<unknown>, at: Instant): CommandOutcome => ({
  kind: 'accepted',
  replayed: false,
  revision: loaded.revision,
  position: loaded.position,
  recordedAt: loaded.lastRecordedAt ?? at,
  events: [],
});

const rejected = (
  code: string,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): CommandOutcome => ({ kind: 'rejected', rejection: new Rejection(code, detail, facts) });

/** The fact of an event that the store has taken. */
const factOf = <Event extends DecidedEvent>(
  { id, type, data, metadata: { occurredAt } }: NewEvent,
  recordedAt: Instant,
): Fact<Event['type'], Event['data']> => ({ id, type, data, occurredAt, recordedAt });
