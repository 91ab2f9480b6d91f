/** A line that is read as it stands says what it says when it is parsed. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NotJson, type RecordedEvent } from '@caseline/event-sourcing';
import { storedEvent } from '../verify-log.ts';
import { exportedEvent, hashedEvent, recordedEventIn } from './exported-event.ts';
import { writtenEvent } from './written-event.ts';

const event: RecordedEvent = {
  id: 'event-1',
  type: 'CaseNoted',
  data: { note: { text: 'schön, 顧客' }, words: [1, -2, null] },
  metadata: {
    $causationId: 'command-1',
    $correlationId: 'command-1',
    actor: { id: 'agent-1', role: 'agent' },
    commandFingerprint: 'f'.repeat(32),
    commandId: 'command-1',
    occurredAt: '2026-03-01T00:00:00.000Z',
    policyVersion: null,
    recordedAt: '2026-03-01T00:00:01.000Z',
    schemaVersion: 1,
    hash: 'a'.repeat(64),
  },
  streamId: 'case-1',
  revision: 3,
  position: 12,
};
const line = JSON.stringify(event);

/** What somebody may do to a line. */
const edit = fc.record({
  place: fc.nat(),
  removed: fc.nat(4),
  added: fc.oneof(
    fc.constantFrom('', ' ', '"', '\\', '{', '}', '[', ']', ',', ':', '-', '0', '\\n', '\r'),
    fc.constantFrom('"hash":"x",', ',"hash":"x"', '"recordedAt":"2030"', '{"recordedAt":"2030"}'),
    fc.constantFrom('"a":1,', ',"~":{"a":1}', '"data":{},', '\\u0041', '😀', 'null'),
  ),
});

/** The texts of a line, or why there are none. */
function textsOf(read: () => ReturnType<typeof storedEvent> | undefined): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return error.message;
  }
}

describe('An event in a line of an export', () => {
  test('is read as it stands, as casectl writes it', () => {
    const written = writtenEvent(line);
    const { recordedAt, ...stored } = written ?? { recordedAt: null };
    expect(recordedAt).toBe(event.metadata.recordedAt);
    expect(stored).toEqual(storedEvent(event));
  });

  test('is parsed where it is said in another way', () => {
    const otherwise = JSON.stringify({ ...event, data: { text: 'a "quoted" word' } });
    expect(writtenEvent(otherwise)).toBeUndefined();
    expect(exportedEvent(otherwise)?.kind).toBe('parsed');
  });

  test.each([
    ['a hash among its metadata', line.replace('"occurredAt":', '"hash":"b","occurredAt":')],
    ['two hashes', line.replace(',"schemaVersion":1', '').replace('"policy', '"hash":"b","policy')],
    ['an instant in what it holds', line.replace('"recordedAt":"', '"q":{"a":1,"recordedAt":"')],
    ['a member more', line.replace('"streamId":', '"x":1,"streamId":')],
    ['something behind it', `${line} `],
    ['a key twice', line.replace('"words":', '"note":1,"words":')],
  ])('with %s is not taken as it stands', (_what, other) => {
    expect(writtenEvent(other)).toBeUndefined();
  });

  test('says the same in both ways, whatever was done to its line', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        const edited = edits.reduce((text, { place, removed, added }) => {
          const at = place % (text.length + 1);
          return text.slice(0, at) + added + text.slice(at + removed);
        }, line);
        const parsed = recordedEventIn(edited);
        const exported = exportedEvent(edited);
        expect(exported === undefined).toBe(parsed === undefined);
        if (exported === undefined || parsed === undefined) return;
        const { streamId, revision, position, metadata } = parsed;
        expect(exported.place).toMatchObject({ streamId, revision, position, hash: metadata.hash });
        const texts = textsOf(() => {
          const { recordedAt, ...stored } = hashedEvent(exported);
          expect(recordedAt ?? metadata.recordedAt).toBe(metadata.recordedAt);
          return stored;
        });
        expect(texts).toEqual(textsOf(() => storedEvent(parsed)));
      }),
      { numRuns: 3_000 },
    );
  });
});
