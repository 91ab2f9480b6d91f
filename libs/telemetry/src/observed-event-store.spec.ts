import { describe, expect, test } from '@jest/globals';
import { AppendOutcomeUnknown, WrongExpectedRevision } from '@caseline/event-sourcing';
import type { EventStore, NewEvent } from '@caseline/event-sourcing';
import { Metrics } from './metrics.ts';
import { observedEventStore } from './observed-event-store.ts';
import { noTracing } from './tracing.ts';

const event: NewEvent = {
  id: 'e1',
  type: 'CaseTriaged',
  data: {},
  metadata: {
    schemaVersion: 1,
    actor: { id: 'a', role: 'agent' },
    commandId: 'c',
    commandFingerprint: 'f',
    occurredAt: '2026-03-01T12:00:00.000Z',
    $correlationId: 'r',
    $causationId: 'c',
    policyVersion: null,
  },
};

/** A store that notes what it is given and ends as it is told. */
function storeThat(end: () => never | undefined) {
  const given: NewEvent[] = [];
  const store = {
    append: async (_stream: string, events: readonly NewEvent[]) => {
      given.push(...events);
      end();
      return { revision: 0, position: 7, recordedAt: '2026-03-01T12:00:00.000Z' };
    },
  } as unknown as EventStore;
  return { store, given };
}

const outcomes = async (metrics: Metrics): Promise<readonly string[]> =>
  [
    ...(await metrics.text()).matchAll(/append_duration_seconds_count\{outcome="(\w+)"\} (\d)/g),
  ].map(([, outcome, count]) => `${outcome} ${count}`);

describe('the observed event store', () => {
  test('without tracing events are exactly as they came', async () => {
    const metrics = new Metrics();
    const { store, given } = storeThat(() => undefined);
    const result = await observedEventStore(store, { metrics, tracing: noTracing }).append(
      'case-1',
      [event],
      -1,
    );
    expect(result.position).toBe(7);
    expect(given[0]).toBe(event);
    expect(await outcomes(metrics)).toEqual(['appended 1']);
    expect(await metrics.text()).toContain('caseline_events_appended_total{type="CaseTriaged"} 1');
  });

  test('with tracing events keep the trace of their append', async () => {
    const { store, given } = storeThat(() => undefined);
    const traceparent = () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const tracing = { ...noTracing, traceparent };
    await observedEventStore(store, { metrics: new Metrics(), tracing }).append(
      'case-1',
      [event],
      -1,
    );
    expect(given[0]?.metadata).toEqual({ ...event.metadata, traceparent: traceparent() });
  });

  test.each([
    ['conflict', new WrongExpectedRevision('case-1', 0, 1)],
    ['unknown', new AppendOutcomeUnknown('?')],
    ['failed', new Error('disk')],
  ])('an append that ends as %s is counted and its error thrown on', async (outcome, error) => {
    const metrics = new Metrics();
    const { store } = storeThat(() => {
      throw error;
    });
    const observed = observedEventStore(store, { metrics, tracing: noTracing });
    await expect(observed.append('case-1', [event], -1)).rejects.toBe(error);
    expect(await outcomes(metrics)).toEqual([`${outcome} 1`]);
    expect(await metrics.text()).not.toContain('events_appended_total{');
  });
});
