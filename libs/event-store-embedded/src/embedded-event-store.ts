import {
  EventStoreFull,
  EventStoreReadOnly,
  AppendOutcomeUnknown,
  WrongExpectedRevision,
  storableEvents,
  toInstant,
} from '@caseline/event-sourcing';
import type {
  AppendResult,
  Clock,
  EventMark,
  EventStore,
  NewEvent,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@caseline/event-sourcing';
import { textOfEvents, type AppendOutcome } from './append-request.ts';
import type { AppendSignal } from './append-signal.ts';
import { backUpLog } from './backup.ts';
import { EmbeddedStoreError } from './embedded-store-error.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LogReader } from './log-reader.ts';
import { followLog, readLog, readMarks } from './log-streaming.ts';
import type { LogVerification, VerificationProgress } from './verify-log.ts';
import type { WriteStop } from './write-stop.ts';

/** The parts of an open store. */
export interface StoreParts {
  readonly clock: Clock;
  /** The log's file, or `:memory:`. */
  readonly file: string;
  readonly reader: LogReader;
  readonly appends: AppendSignal;
  readonly commits: GroupCommit;
  readonly writeStop: WriteStop;
  /** Closes what was opened, in order. */
  readonly closeAll: () => Promise<void>;
}

/** The `EventStore` on one machine, with what an operator needs beside it. */
export class EmbeddedEventStore implements EventStore {
  readonly #parts: StoreParts;
  #closed: Promise<void> | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
  }

  async append(
    streamId: string,
    events: readonly NewEvent[],
    expectedRevision: number,
  ): Promise<AppendResult> {
    const { clock, commits, appends, writeStop } = this.#open();
    const now = toInstant(clock.now());
    const eventsText = textOfEvents(storableEvents(streamId, events, now));
    if (writeStop.reason !== undefined) throw new EventStoreReadOnly(writeStop.reason);
    const outcome = await commits.append({ streamId, expectedRevision, now, eventsText });
    if (outcome.kind !== 'appended') throw this.#refusal(streamId, expectedRevision, outcome);
    appends.announce();
    const { revision, position, recordedAt } = outcome;
    return { revision, position, recordedAt };
  }

  #refusal(
    streamId: string,
    expectedRevision: number,
    outcome: Exclude<AppendOutcome, { kind: 'appended' }>,
  ): Error {
    switch (outcome.kind) {
      case 'wrong-revision':
        return new WrongExpectedRevision(streamId, expectedRevision, outcome.actualRevision);
      case 'full':
        return new EventStoreFull(outcome.detail);
      case 'read-only':
        this.#parts.writeStop.stop(outcome.detail);
        return new EventStoreReadOnly(outcome.detail);
      case 'unknown':
        this.#parts.writeStop.stop(outcome.detail);
        return new AppendOutcomeUnknown(outcome.detail);
    }
  }

  async readStream(
    streamId: string,
    options: ReadStreamOptions,
  ): Promise<readonly RecordedEvent[]> {
    return this.#open().reader.readStream(streamId, options);
  }

  readAll(options: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]> {
    return readLog(this.#open().reader, options);
  }

  readMarks(options: Omit<ReadAllOptions, 'filter'>): AsyncIterable<readonly EventMark[]> {
    return readMarks(this.#open().reader, options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    return followLog(this.#open(), options);
  }

  async head(): Promise<Position> {
    return this.#open().reader.head();
  }

  /** How many events the log holds. */
  async count(): Promise<number> {
    // Positions count from 0 without a gap.
    return this.#open().reader.head() + 1;
  }

  /** When the last event was recorded: a clock behind it was set back. Undefined when empty. */
  async lastRecordedAt(): Promise<string | undefined> {
    return this.#open().reader.lastRecordedAt();
  }

  /** Why the store refuses writes until it is restarted; undefined while it takes them. */
  readOnlyReason(): string | undefined {
    return this.#parts.writeStop.reason;
  }

  /** Copies the log to a new file, verified, while the store is in use. See `backUpLog`. */
  backupTo(
    target: string,
    onProgress?: (progress: VerificationProgress) => void,
  ): Promise<LogVerification> {
    const { file } = this.#open();
    return backUpLog(file, target, onProgress);
  }

  /** Waits for the appends under way, ends the subscriptions, lets the folder go. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#parts.appends.close();
    await this.#parts.commits.idle();
    await this.#parts.closeAll();
  }

  #open(): StoreParts {
    if (this.#closed === undefined) return this.#parts;
    throw new EmbeddedStoreError('event-store-closed', 'the event store is closed');
  }
}
