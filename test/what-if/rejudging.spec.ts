/** A case judged anew: by the same policy as it is stored, by another as it would have been. */
import { describe, expect, test } from '@jest/globals';
import {
  evolveCase,
  initialCaseState,
  readCaseEvent,
  RejudgedCase,
  type CaseState,
  type Objective,
  type RejudgingContext,
} from '@caseline/case-domain';
import type { RecordedEvent } from '@caseline/event-sourcing';
import fc from 'fast-check';
import { china, contoso } from '../support/given.ts';
import { randomCaseLog } from '../support/random-cases.ts';

const RUNS = 150;
const TEST_MS = 60_000;

/** An objective without the ids of events that the engine derives: those are its own each time. */
const comparable = ({ breachEventId, pauses, ...objective }: Objective) => ({
  ...objective,
  isBreached: breachEventId !== null,
  pauses: pauses.map(({ from, to, causedBy }) => ({ from, to, causedBy })),
});

const comparableCase = ({ objectives, lastRecordedAt: _recording, ...state }: CaseState) => ({
  ...state,
  objectives: objectives.map(comparable),
});

function byStream(events: readonly RecordedEvent[]): ReadonlyMap<string, RecordedEvent[]> {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of events) {
    const stream = streams.get(event.streamId);
    if (stream === undefined) streams.set(event.streamId, [event]);
    else stream.push(event);
  }
  return streams;
}

const contextOf = (streamId: string): RejudgingContext => ({
  caseId: streamId.slice('case-'.length),
  policy: china,
  organization: contoso,
  tzVersion: '2026a',
});

function rejudged(streamId: string, events: readonly RecordedEvent[]): RejudgedCase {
  const judged = new RejudgedCase();
  for (const event of events) {
    const { commandId } = event.metadata;
    judged.take({ fact: readCaseEvent(event), commandId }, contextOf(streamId));
  }
  return judged;
}

describe('A case judged anew', () => {
  test(
    'by the policy that judged it is the case as it is stored',
    () => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), (seed) => {
          const log = randomCaseLog(seed, { cases: 3, steps: 30 });
          for (const [streamId, events] of byStream(log.events)) {
            const judged = rejudged(streamId, events);
            const stored = events.map(readCaseEvent).reduce(evolveCase, initialCaseState);
            expect(judged.refused).toEqual([]);
            expect(comparableCase(judged.state)).toEqual(comparableCase(stored));
          }
        }),
        { numRuns: RUNS },
      );
    },
    TEST_MS,
  );
});
