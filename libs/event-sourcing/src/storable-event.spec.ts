import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UnstorableEvent } from './event-store.ts';
import type { NewEvent } from './envelope.ts';
import { MAX_APPEND_BYTES, restamped, storableEvents } from './storable-event.ts';

const eventWith = (data: unknown): NewEvent => ({
  id: '6f1c0f4e-0000-5000-8000-000000000001',
  type: 'CaseNoted',
  data,
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent' },
    commandId: 'command-1',
    commandFingerprint: 'f'.repeat(64),
    occurredAt: '2026-03-01T09:00:00.000Z',
    $correlationId: 'command-1',
    $causationId: 'command-1',
    policyVersion: null,
  },
});

const AT = '2026-03-01T09:00:01.000Z';

const storable = (data: unknown, streamId = 'case-1') =>
  storableEvents(streamId, [eventWith(data)], AT);

describe('what a store can hold', () => {
  test('any JSON value comes back as it was', () => {
    // Through text once, because JSON knows no negative zero.
    const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    const json = fc.jsonValue({ maxDepth: 6 }).map(throughText);
    fc.assert(
      fc.property(json, (value) => {
        const [event] = storable({ value });
        expect(JSON.parse(event?.dataJson ?? '')).toEqual({ value });
      }),
    );
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  test.each([
    ['undefined', { note: undefined }],
    ['a BigInt', { count: 1n }],
    ['NaN', { count: Number.NaN }],
    ['infinity', { count: Number.POSITIVE_INFINITY }],
    ['a function', { run: () => 1 }],
    ['a Date', { at: new Date(0) }],
    ['a Map', { facts: new Map() }],
    ['a hole', { list: [, 1] }],
    ['half a character', { text: '\ud800' }],
    ['a cycle', cycle],
    ['more than an append may have', { text: 'x'.repeat(MAX_APPEND_BYTES) }],
  ])('%s is refused', (_, data) => {
    expect(() => storable(data)).toThrow(UnstorableEvent);
  });

  const broken = ['', 'x'.repeat(513), 'case-\0', 'case-\udc00'];
  test.each(broken)('the stream id %j is refused', (id) => {
    expect(() => storable({}, id)).toThrow(UnstorableEvent);
  });

  test('an empty append is refused', () => {
    expect(() => storableEvents('case-1', [], AT)).toThrow(UnstorableEvent);
  });

  test('the fault is named by its place', () => {
    const data = { answers: [{ said: 'yes' }, { said: undefined }] };
    expect(() => storable(data)).toThrow('CaseNoted.data/answers/1/said is undefined');
  });

  test('the stamp is part of the metadata; a later one is as if it had been the first', () => {
    const [first] = storable({});
    const [second] = storableEvents('case-1', [eventWith({})], '2027-01-01T00:00:00.000Z');
    expect(first?.metadataJson).toContain(`"recordedAt":"${AT}"`);
    expect(second && restamped(second, AT)).toEqual(first);
  });
});
