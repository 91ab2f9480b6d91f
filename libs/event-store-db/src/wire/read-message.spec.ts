/** Events as a server sends them, and what is none. */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, test } from '@jest/globals';
import { holdsEvent, readMessage, saysNoStream } from './read-message.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const METADATA = {
  schemaVersion: 1,
  actor: { id: 'agent-1', role: 'agent', organizationId: 'o-1' },
  commandId: 'b7c0d9ce-0c7b-5d07-8a36-0c5b9f6f2d55',
  commandFingerprint: '0f',
  occurredAt: '2026-03-01T09:00:00.000Z',
  $correlationId: 'c',
  $causationId: 'b7c0d9ce-0c7b-5d07-8a36-0c5b9f6f2d55',
  policyVersion: null,
  recordedAt: '2026-03-31T23:59:59.999Z',
  hash: 'ab'.repeat(32),
  eventId: '4a1b6a52-5e9f-5f0e-9c86-2a7b7ad0e2c4',
  traceparent: 'kept',
};

interface Sent {
  readonly metadata?: unknown;
  readonly data?: string;
  readonly position?: string;
  readonly prepare?: string;
  readonly revision?: string;
}

function sent(given: Sent = {}): Buffer {
  const { metadata = METADATA, data = '{"text":"北京"}', position = '640' } = given;
  const record = new streams.ReadResp.ReadEvent.RecordedEvent();
  const uuid = new shared.UUID();
  uuid.setString('00000000-0000-5000-8000-000000000001');
  record.setId(uuid);
  const named = new shared.StreamIdentifier();
  named.setStreamName(utf8('case-1'));
  record.setStreamIdentifier(named);
  record.setStreamRevision(given.revision ?? '3');
  record.setCommitPosition(position);
  record.setPreparePosition(given.prepare ?? position);
  record.getMetadataMap().set('type', 'Noted');
  record.getMetadataMap().set('content-type', 'application/json');
  record.getMetadataMap().set('created', '17000000000001234');
  record.setData(utf8(data));
  record.setCustomMetadata(utf8(JSON.stringify(metadata)));
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(record);
  read.setCommitPosition(position);
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return Buffer.from(answer.serializeBinary());
}

describe('An event', () => {
  test('is read with all that it holds', () => {
    const { eventId, ...metadata } = METADATA;
    expect(readMessage(sent())).toEqual({
      kind: 'event',
      position: 640,
      storedAtMs: 1_700_000_000_000,
      event: {
        ...{ id: eventId, type: 'Noted', data: { text: '北京' }, metadata },
        ...{ streamId: 'case-1', revision: 3, position: 640 },
      },
    });
  });

  test.each(['0', '127', '128', `${2 ** 28}`, `${2 ** 32 + 1}`, `${Number.MAX_SAFE_INTEGER}`])(
    'may stand at %s',
    (position) => {
      expect(readMessage(sent({ position }))).toMatchObject({ position: Number(position) });
    },
  );

  test.each([`${2n ** 53n}`, `${2n ** 53n + 1n}`, `${2n ** 64n - 1n}`])(
    'beyond safe integers stops the reading: %s',
    (position) => {
      const reading = () => readMessage(sent({ position }));
      expect(reading).toThrow(expect.objectContaining({ code: 'position-too-large' }));
    },
  );

  test.each([
    ['text', '"text"'],
    ['a number', '7'],
    ['null', 'null'],
    ['nothing', ''],
  ])('whose data is %s cannot be read', (_, data) => {
    expect(readMessage(sent({ data }))).toMatchObject({ kind: 'malformed', position: 640 });
  });

  test('of a transaction cannot be read', () => {
    const read = readMessage(sent({ prepare: '512' }));
    expect(read).toMatchObject({ kind: 'malformed', detail: expect.stringMatching(/transaction/) });
  });

  test('that breaks off anywhere cannot be read', () => {
    const whole = sent();
    for (let length = 1; length < whole.length; length += 1) {
      expect(readMessage(whole.subarray(0, length)).kind).toBe('malformed');
    }
  });

  test.each(Object.keys(METADATA).filter((key) => key !== 'traceparent'))(
    'without %s cannot be read',
    (key) => {
      const { [key as keyof typeof METADATA]: _, ...metadata } = METADATA;
      const read = readMessage(sent({ metadata }));
      const detail: unknown = expect.stringMatching(`^metadata/${key.replace('$', '\\$')}: `);
      expect(read).toMatchObject({ kind: 'malformed', detail, streamId: 'case-1', revision: 3 });
    },
  );

  test.each<[string, Record<string, unknown>]>([
    ['no instant', { recordedAt: 'yesterday' }],
    ['no month', { recordedAt: '2026-00-10T00:00:00.000Z' }],
    ['no such month', { occurredAt: '2026-13-10T00:00:00.000Z' }],
    ['no such day', { occurredAt: '2026-02-29T00:00:00.000Z' }],
    ['no such hour', { occurredAt: '2026-02-20T24:00:00.000Z' }],
    ['a zone', { occurredAt: '2026-02-20T23:00:00.000+08:00' }],
    ['no hash', { hash: 'AB'.repeat(32) }],
    ['a longer hash', { hash: 'ab'.repeat(33) }],
    ['version 0', { schemaVersion: 0 }],
    ['a fraction of a version', { schemaVersion: 1.5 }],
    ['an unsafe version', { schemaVersion: 2 ** 53 }],
    ['no role', { actor: { id: 'x' } }],
    ['an actor in text', { actor: 'agent' }],
    ['an empty id', { eventId: '' }],
    ['a number for a policy', { policyVersion: 1 }],
  ])('with %s cannot be read', (_, part) => {
    const read = readMessage(sent({ metadata: { ...METADATA, ...part } }));
    const detail: unknown = expect.stringMatching(`^metadata/${Object.keys(part)[0]}`);
    expect(read).toMatchObject({ kind: 'malformed', detail });
  });

  test.each<[string, Record<string, unknown>]>([
    ['the last day of a month', { occurredAt: '2028-02-29T00:00:00.000Z' }],
    ['no fraction of a second', { occurredAt: '2026-02-20T23:00:00Z' }],
    ['microseconds', { recordedAt: '2026-02-20T23:00:00.123456Z' }],
    ['an empty command id', { commandId: '' }],
    ['an actor without a name', { actor: { id: '', role: '' } }],
    ['a policy', { policyVersion: 'germany@1' }],
  ])('with %s is one', (_, part) => {
    const read = readMessage(sent({ metadata: { ...METADATA, ...part } }));
    expect(read).toMatchObject({ kind: 'event', event: { metadata: part } });
  });
});

describe('A message', () => {
  test('that is no event is known by its first byte', () => {
    const checkpoint = new streams.ReadResp();
    checkpoint.setCheckpoint(new streams.ReadResp.Checkpoint());
    const missing = new streams.ReadResp();
    missing.setStreamNotFound(new streams.ReadResp.StreamNotFound());
    const bytes = [checkpoint, missing].map((answer) => Buffer.from(answer.serializeBinary()));
    expect(bytes.map(holdsEvent)).toEqual([false, false]);
    expect(bytes.map(saysNoStream)).toEqual([false, true]);
    expect(holdsEvent(sent())).toBe(true);
  });
});
