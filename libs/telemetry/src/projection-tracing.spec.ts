import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { projectionTracing } from './projection-tracing.ts';
import { noTracing, type PastSpan, type Tracing } from './tracing.ts';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace of a projection', () => {
  const nowMs = Date.UTC(2026, 2, 1, 12);
  const eventAt = (position: number, recordedAt: string, traceparent?: string): RecordedEvent =>
    ({
      position,
      type: 'CaseTriaged',
      metadata: { recordedAt, ...(traceparent === undefined ? {} : { traceparent }) },
    }) as unknown as RecordedEvent;

  function scene() {
    const told: PastSpan[] = [];
    const tracing: Tracing = { ...noTracing, isOn: true, record: (span) => told.push(span) };
    const clock = { ms: nowMs, now: () => clock.ms };
    return { told, clock, projection: projectionTracing(tracing, clock) };
  }

  test('ends when the views have committed the event', () => {
    const { told, clock, projection } = scene();
    projection.seen(eventAt(1, '2026-03-01T11:59:59.000Z', caller));
    projection.seen(eventAt(2, '2026-03-01T11:59:59.000Z', caller));
    clock.ms += 40;
    projection.committed(1);
    projection.committed(1);
    expect(told).toEqual([
      {
        name: 'project',
        kind: 'consumer',
        parent: caller,
        startMs: nowMs,
        endMs: nowMs + 40,
        values: { 'caseline.event.type': 'CaseTriaged', 'caseline.position': 1 },
      },
    ]);
    projection.committed(5);
    expect(told).toHaveLength(2);
  });

  test('has nothing to say of events without a trace, and of history', () => {
    const { told, projection } = scene();
    projection.seen(eventAt(1, '2026-03-01T11:59:59.000Z'));
    projection.seen(eventAt(2, '2026-03-01T11:00:00.000Z', caller));
    projection.committed(5);
    expect(told).toEqual([]);
  });
});
