import { HashChainVerifier, MAX_APPEND_BYTES, type EventStore } from '@caseline/event-sourcing';
import type { Position, RecordedEvent } from '@caseline/event-sourcing';
import type { EventStoreDb } from '@caseline/event-store-db';
import { Failure } from '../failure.ts';
import { storedEvent } from '../verify-log.ts';
import { compareLogs } from './compare-logs.ts';

/** The most events in one append; those of one command are seldom more than ten. */
const MAX_EVENTS = 500;
/** An append stays well below what every store takes in one piece. */
const APPEND_BYTES = MAX_APPEND_BYTES / 2;

export interface Migration {
  /** Nobody else may write to it meanwhile. */
  readonly source: EventStore;
  readonly target: EventStoreDb;
  /** What the target's log has that cannot be read as ours. */
  readonly unreadable: () => number;
  /** Told of the position in the source, in each of the three parts of the work. */
  onProgress(part: MigrationPart, position: Position): void;
}

export type MigrationPart = 'comparing' | 'copying' | 'verifying';

export interface MigrationReport {
  /** Events that an earlier run had copied. */
  readonly found: number;
  readonly copied: number;
  /** Compared event by event at the end, each with its hash computed anew. */
  readonly verified: number;
  readonly streams: number;
}

/**
 * Copies a log into an EventStoreDB that is empty, or holds the beginning of the same log: one
 * append after the other, so that the order of the whole log stays. Throws the failure
 * `target-holds-other-events`, before anything is written, or `migration-not-verified`.
 */
export async function migrateLog(migration: Migration): Promise<MigrationReport> {
  const { same: found, position } = await beginningOf(migration);
  const copied = await copyBehind(migration, position);
  const streams = await verify(migration, found + copied);
  return { found, copied, verified: found + copied, streams };
}

async function beginningOf({ source, target, unreadable, onProgress }: Migration) {
  const beginning = await compareLogs(source, target, ({ position }) =>
    onProgress('comparing', position),
  );
  const { difference, longer, same } = beginning;
  if (difference === undefined && longer !== 'target' && unreadable() === 0) return beginning;
  const what =
    difference ?? (longer === 'target' ? 'it goes on behind the log' : 'it has foreign events');
  const detail = `the target holds something else: after ${same} events of the log, ${what}`;
  throw new Failure('refused', 'target-holds-other-events', { detail, facts: { same } });
}

async function copyBehind(
  { source, target, onProgress }: Migration,
  after: Position,
): Promise<number> {
  let copied = 0;
  for await (const events of appendsIn(source.readAll({ after }))) {
    await target.appendRecorded(events);
    copied += events.length;
    onProgress('copying', events.at(-1)?.position ?? after);
  }
  return copied;
}

/** Neighbours of the same stream in one append, as most of them were appended. */
async function* appendsIn(
  batches: AsyncIterable<readonly RecordedEvent[]>,
): AsyncGenerator<readonly RecordedEvent[]> {
  let waiting: RecordedEvent[] = [];
  let bytes = 0;
  for await (const batch of batches) {
    for (const event of batch) {
      const size = Buffer.byteLength(JSON.stringify(event));
      const isFull = waiting.length >= MAX_EVENTS || bytes + size > APPEND_BYTES;
      if (waiting.length > 0 && (isFull || waiting[0]?.streamId !== event.streamId)) {
        yield waiting;
        waiting = [];
        bytes = 0;
      }
      waiting.push(event);
      bytes += size;
    }
  }
  if (waiting.length > 0) yield waiting;
}

/** Reads both logs to their ends once more, and computes every hash anew. */
async function verify(
  { source, target, unreadable, onProgress }: Migration,
  expected: number,
): Promise<number> {
  const verifier = new HashChainVerifier();
  const faults: string[] = [];
  const { same, difference, longer } = await compareLogs(source, target, (event) => {
    const fault = verifier.check(storedEvent(event));
    if (fault !== undefined) faults.push(`${fault.streamId} ${fault.revision}: ${fault.kind}`);
    onProgress('verifying', event.position);
  });
  const isSame = same === expected && longer === 'neither' && unreadable() === 0;
  if (isSame && difference === undefined && faults.length === 0) return verifier.streamCount;
  const what = difference ?? faults[0] ?? `${same} of ${expected} events are the same`;
  throw new Failure('finding', 'migration-not-verified', { detail: what, facts: { same } });
}
