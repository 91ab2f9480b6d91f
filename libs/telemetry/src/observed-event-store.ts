import { AppendOutcomeUnknown, WrongExpectedRevision } from '@caseline/event-sourcing';
import type { AppendResult, EventStore, NewEvent } from '@caseline/event-sourcing';
import type { AppendEnd, Metrics } from './metrics.ts';
import type { Tracing } from './tracing.ts';

/**
 * The same event store; its appends are measured, counted and traced. While tracing is on each
 * event keeps the `traceparent` of its append, so that whoever reads it can continue the trace;
 * while it is off events are exactly as they came.
 */
export function observedEventStore(
  store: EventStore,
  { metrics, tracing }: { readonly metrics: Metrics; readonly tracing: Tracing },
): EventStore {
  const append = (streamId: string, events: readonly NewEvent[], expectedRevision: number) =>
    tracing.span(
      'append',
      {
        kind: 'internal',
        values: { 'caseline.stream': streamId, 'caseline.events': events.length },
      },
      async (span): Promise<AppendResult> => {
        const measured = metrics.appendStarted();
        try {
          const traced = withTraceparent(events, tracing.traceparent());
          const result = await store.append(streamId, traced, expectedRevision);
          measured.ended('appended');
          metrics.countEvents(events);
          span.set({ 'caseline.revision': result.revision, 'caseline.position': result.position });
          return result;
        } catch (error) {
          measured.ended(endOf(error));
          throw error;
        }
      },
    );
  return {
    append,
    readStream: (streamId, options) => store.readStream(streamId, options),
    readAll: (options) => store.readAll(options),
    readMarks: (options) => store.readMarks(options),
    subscribe: (options) => store.subscribe(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

const withTraceparent = (
  events: readonly NewEvent[],
  traceparent: string | undefined,
): readonly NewEvent[] =>
  traceparent === undefined
    ? events
    : events.map((event) => ({ ...event, metadata: { ...event.metadata, traceparent } }));

function endOf(error: unknown): AppendEnd {
  if (error instanceof WrongExpectedRevision) return 'conflict';
  return error instanceof AppendOutcomeUnknown ? 'unknown' : 'failed';
}
