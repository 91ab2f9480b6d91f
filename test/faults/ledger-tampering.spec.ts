/**
 * Whoever may write to the store alters the log and hashes anew whatever would give him away. Each
 * way is tried at every event: what the chains of the streams miss, a checkpoint kept elsewhere
 * finds. The leaves stand on the hashes that events state, so an audit is always both.
 */
import { describe, expect, test } from '@jest/globals';
import { HashChainVerifier } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { CheckpointAudit, EMPTY_ROOT } from '@caseline/ledger';
import type { CheckpointFinding, LedgerCheckpoint } from '@caseline/ledger';
import { checkpointAfter, leavesOf } from '../support/sealed-ledger.ts';
import { logLines, sealedLog, storedEventOf } from '../support/sealed-log.ts';
import type { LogLine } from '../support/sealed-log.ts';

const EVENTS = 60;
const SEALED = 50;
const EARLIER = 20;
const STREAMS = 4;

const lines = logLines(EVENTS, STREAMS);
const log = sealedLog(lines);
const checkpoints = [SEALED, EARLIER].map((size) => checkpointAfter(log, size));

type Log = readonly RecordedEvent[];

/** A way to alter the log at an event before the last checkpoint. */
interface Tampering {
  readonly what: string;
  /** The events at which it can be done. */
  readonly places: readonly number[];
  readonly alter: (at: number) => Log;
}

const everywhere = [...Array(SEALED).keys()];
const nextIn = (at: number): number =>
  lines.findIndex(({ streamId }, index) => index > at && streamId === lineAt(at).streamId);
const insideStreams = everywhere.filter((at) => nextIn(at) > 0);
const betweenStreams = everywhere.filter((at) => nextIn(at) !== at + 1);

/** The chains of the streams show these by themselves. */
const clumsy: readonly Tampering[] = [
  {
    what: 'edits an event',
    places: everywhere,
    alter: (at) => log.with(at, { ...eventAt(at), data: { text: 'nobody called' } }),
  },
  { what: 'deletes an event', places: insideStreams, alter: (at) => log.toSpliced(at, 1) },
  {
    what: 'inserts an event',
    places: insideStreams,
    alter: (at) => log.toSpliced(at + 1, 0, { ...eventAt(at), id: 'another' }),
  },
  {
    what: 'exchanges two events of one stream',
    places: insideStreams,
    alter: (at) => log.with(at, eventAt(nextIn(at))).with(nextIn(at), eventAt(at)),
  },
];

/** These leave every chain sound: without a checkpoint nobody could tell. */
const skilful: readonly Tampering[] = [
  { what: 'cuts the tail', places: everywhere, alter: (at) => log.slice(0, at) },
  {
    what: 'exchanges neighbours of two streams',
    places: betweenStreams,
    alter: (at) => log.with(at, eventAt(at + 1)).with(at + 1, eventAt(at)),
  },
  {
    what: 'edits an event and rewrites its chain',
    places: everywhere,
    alter: (at) => sealedLog(lines.with(at, { ...lineAt(at), note: 'nobody called' })),
  },
  {
    what: 'deletes an event and rewrites its chain',
    places: everywhere,
    alter: (at) => sealedLog(lines.toSpliced(at, 1)),
  },
  {
    what: 'inserts an event and rewrites its chain',
    places: everywhere,
    alter: (at) => sealedLog(lines.toSpliced(at, 0, { ...lineAt(at), id: 'another' })),
  },
  {
    what: 'back-dates an event and rewrites its chain',
    places: everywhere,
    alter: (at) => sealedLog(lines.with(at, { ...lineAt(at), recordedAt: earlierThan(at) })),
  },
  {
    what: 'lets two streams change their names and rewrites them',
    places: everywhere.slice(0, STREAMS),
    alter: (at) => sealedLog(lines.map(exchanging(`case-${at}`, `case-${(at + 1) % STREAMS}`))),
  },
];

function lineAt(index: number): LogLine {
  const line = lines[index];
  if (line === undefined) throw new RangeError(`no line ${index}`);
  return line;
}

function eventAt(index: number): RecordedEvent {
  const event = log[index];
  if (event === undefined) throw new RangeError(`no event ${index}`);
  return event;
}

/** By less than the events of a stream are apart, so that no instant decreases. */
const earlierThan = (at: number): string =>
  new Date(Date.parse(lineAt(at).recordedAt) - 1).toISOString();

const exchanging =
  (one: string, other: string) =>
  (line: LogLine): LogLine => {
    if (line.streamId === one) return { ...line, streamId: other };
    return line.streamId === other ? { ...line, streamId: one } : line;
  };

function isChainSound(altered: Log): boolean {
  const verifier = new HashChainVerifier();
  return altered.every((event) => verifier.check(storedEventOf(event)) === undefined);
}

function audit(
  altered: Log,
  against: readonly LedgerCheckpoint[] = checkpoints,
): readonly CheckpointFinding[] {
  const running = new CheckpointAudit(against);
  for (const leaf of leavesOf(altered)) running.add(leaf);
  return running.findings();
}
const verdictsOf = (findings: readonly CheckpointFinding[]) =>
  findings.map(({ verdict }) => verdict);

describe('A log that nobody touched', () => {
  test('has sound chains and holds under every checkpoint', () => {
    expect(isChainSound(log)).toBe(true);
    expect(audit(log)).toEqual([
      { checkpoint: checkpoints[1], verdict: 'holds', soundSize: 0 },
      { checkpoint: checkpoints[0], verdict: 'holds', soundSize: EARLIER },
    ]);
  });

  test('holds under a checkpoint of nothing, and not under a false one', () => {
    const empty = { ...checkpointAfter(log, 0), root: EMPTY_ROOT };
    expect(verdictsOf(audit(log, [empty]))).toEqual(['holds']);
    expect(verdictsOf(audit(log, [{ ...empty, root: Buffer.alloc(32) }]))).toEqual([
      'root-mismatch',
    ]);
  });

  test('shows which of two checkpoints of one size is false', () => {
    const forked = { ...checkpointAfter(log, SEALED), root: Buffer.alloc(32) };
    expect(verdictsOf(audit(log, [...checkpoints, forked]))).toEqual([
      'holds',
      'holds',
      'root-mismatch',
    ]);
  });
});

describe('Somebody who', () => {
  test.each(clumsy)('$what is found by the chains alone', ({ places, alter }) => {
    expect(places.filter((at) => isChainSound(alter(at)))).toEqual([]);
  });

  test.each(skilful)('$what is found by no chain', ({ places, alter }) => {
    expect(places.filter((at) => !isChainSound(alter(at)))).toEqual([]);
  });

  test.each(skilful)('$what is found by a checkpoint, with the place', ({ places, alter }) => {
    for (const at of places) {
      const [earlier, last] = audit(alter(at));
      expect(last?.verdict).not.toBe('holds');
      // A checkpoint between the fault and the beginning says that all before it is sound.
      const soundSize = at < EARLIER ? 0 : EARLIER;
      expect(last?.soundSize).toBe(soundSize);
      expect(earlier?.verdict === 'holds').toBe(soundSize === EARLIER);
    }
  });

  test('alters what came after the last checkpoint is not found: seal often', () => {
    const altered = sealedLog(lines.with(SEALED, { ...lineAt(SEALED), note: 'nobody called' }));
    expect(verdictsOf(audit(altered))).toEqual(['holds', 'holds']);
  });
});
