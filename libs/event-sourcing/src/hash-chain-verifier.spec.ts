import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { NewEvent } from './envelope.ts';
import { FingerprintSet } from './fingerprint-set.ts';
import { GENESIS_HASH, sealEvent } from './hash-chain.ts';
import { HashChainVerifier } from './hash-chain-verifier.ts';
import type { LogFault, StoredEvent } from './hash-chain-verifier.ts';

const eventOf = (streamId: string, revision: number): NewEvent => ({
  id: `${streamId}/${revision}`,
  type: 'CaseNoted',
  data: { text: `note ${revision} of ${streamId}` },
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent' },
    commandId: `command-${revision}`,
    commandFingerprint: 'f'.repeat(64),
    occurredAt: '2026-03-01T09:00:00.000Z',
    $correlationId: 'command-1',
    $causationId: 'command-1',
    policyVersion: null,
  },
});

/** Two streams of ten events each, their events taking turns. */
function twoStreams(): StoredEvent[] {
  const log: StoredEvent[] = [];
  const lastHash = new Map<string, string>();
  for (let position = 0; position < 20; position += 1) {
    const streamId = `case-${position % 2}`;
    const revision = Math.floor(position / 2);
    const recordedAt = `2026-03-01T09:00:${10 + revision}.000Z`;
    const at = { streamId, revision, recordedAt };
    const previous = lastHash.get(streamId) ?? GENESIS_HASH;
    const sealed = sealEvent(previous, at, eventOf(streamId, revision));
    lastHash.set(streamId, sealed.hash);
    log.push({ ...sealed, streamId, revision, position });
  }
  return log;
}

function eventAt(log: readonly StoredEvent[], position: number): StoredEvent {
  const event = log[position];
  if (event === undefined) throw new RangeError(`the log has no position ${position}`);
  return event;
}

function faultsOf(log: readonly StoredEvent[]): LogFault[] {
  const verifier = new HashChainVerifier();
  return log.map((event) => verifier.check(event)).filter((fault) => fault !== undefined);
}

const flipped = (text: string, at: number) => {
  const unit = String.fromCharCode(text.charCodeAt(at) ^ 1);
  return `${text.slice(0, at)}${unit}${text.slice(at + 1)}`;
};

describe('the hash chain', () => {
  test('is sound when nothing was touched', () => {
    expect(faultsOf(twoStreams())).toEqual([]);
  });

  const part = fc.constantFrom('id', 'type', 'dataJson', 'metadataJson', 'hash', 'streamId');
  test('one changed character accuses exactly the event it is in', () => {
    fc.assert(
      fc.property(fc.nat(19), part, fc.nat(), (position, field, at) => {
        const log = twoStreams();
        const event = eventAt(log, position);
        const text = String(event[field as keyof StoredEvent]);
        log[position] = { ...event, [field]: flipped(text, at % text.length) };
        const [first, ...others] = faultsOf(log);
        expect(first).toMatchObject({ revision: event.revision, position });
        // An event that left its stream leaves a gap behind, too.
        if (field !== 'streamId') expect(others).toEqual([]);
      }),
    );
  });

  test('an event that was taken out leaves a gap', () => {
    const log = twoStreams();
    log.splice(6, 1);
    expect(faultsOf(log)).toMatchObject([
      { kind: 'revision-gap', streamId: 'case-0', revision: 4, position: 8 },
    ]);
  });

  test('an id that was used before is named', () => {
    const first = sealEvent(
      GENESIS_HASH,
      { streamId: 'case-9', revision: 0, recordedAt: '2026-03-01T09:00:00.000Z' },
      eventOf('case-1', 4),
    );
    const repeated = { ...first, streamId: 'case-9', revision: 0, position: 20 };
    expect(faultsOf([...twoStreams(), repeated])).toMatchObject([
      { kind: 'duplicate-id', streamId: 'case-9', revision: 0, position: 20 },
    ]);
  });

  test('an instant of recording before the last one is named', () => {
    const log = twoStreams();
    const last = eventAt(log, 19);
    const at = { streamId: 'case-1', revision: 10, recordedAt: '2026-03-01T09:00:00.000Z' };
    const early = sealEvent(last.hash, at, eventOf('case-1', 10));
    expect(faultsOf([...log, { ...early, ...at, position: 20 }])).toMatchObject([
      { kind: 'recorded-at-decreases', streamId: 'case-1', revision: 10 },
    ]);
  });
});

test('a fingerprint set knows what it has seen through every growth', () => {
  const seen = new FingerprintSet();
  const ids = Array.from({ length: 50_000 }, (_, index) => `case-${index}`);
  expect(ids.filter((id) => seen.add(id))).toEqual([]);
  expect(ids.filter((id) => !seen.add(id))).toEqual([]);
});
