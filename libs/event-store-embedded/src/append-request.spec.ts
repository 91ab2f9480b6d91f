import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  batchOfText,
  eventsOfText,
  packOutcomes,
  textOfBatch,
  textOfEvents,
  unpackOutcomes,
  type AppendOutcome,
} from './append-request.ts';

const names = fc.string({ unit: 'grapheme', minLength: 1 }).filter((name) => !name.includes('\0'));
const texts = fc.jsonValue().map((value) => JSON.stringify(value));
const events = fc.record({ id: names, type: names, dataJson: texts, metadataJson: texts });
const now = '2026-03-02T02:00:00.000Z';
const batches = fc.array(
  fc.record({
    streamId: names,
    expectedRevision: fc.integer({ min: -1 }),
    now: fc.constant(now),
    eventsText: fc.array(events, { minLength: 1 }).map(textOfEvents),
  }),
  { minLength: 1 },
);

describe('appends on their way to the writer', () => {
  test('come out of their text as they went in', () => {
    fc.assert(
      fc.property(fc.array(events, { minLength: 1 }), (given) => {
        expect(eventsOfText(textOfEvents(given))).toEqual(given);
      }),
    );
    fc.assert(
      fc.property(batches, (batch) => {
        expect(batchOfText(textOfBatch(batch))).toEqual(batch);
      }),
    );
  });

  test('are answered alike, whether all went as usual or not', () => {
    const batch = [0, 1].map((n) => ({
      streamId: `case-${n}`,
      expectedRevision: -1,
      now,
      eventsText: '',
    }));
    const appended = (recordedAt: string, position: number): AppendOutcome => ({
      kind: 'appended',
      revision: 1,
      position,
      recordedAt,
    });
    const usual = [appended(now, 7), appended(now, 9)];
    expect(ArrayBuffer.isView(packOutcomes(usual, batch))).toBe(true);
    const others: readonly AppendOutcome[][] = [
      [appended(now, 7), appended('2027-01-01T00:00:00.000Z', 9)],
      [{ kind: 'wrong-revision', actualRevision: 3 }, appended(now, 9)],
    ];
    for (const outcomes of [usual, ...others]) {
      expect(unpackOutcomes(packOutcomes(outcomes, batch), batch)).toEqual(outcomes);
    }
  });
});
