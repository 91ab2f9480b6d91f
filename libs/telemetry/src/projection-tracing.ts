import type { Clock, Position, RecordedEvent } from '@caseline/event-sourcing';
import type { Tracing } from './tracing.ts';

/** Events that wait for their commit at most; those beyond are not traced. */
const MAX_WAITING = 10_000;
/** An event recorded longer ago is history being read again, not the end of a request. */
const MAX_AGE_MS = 15 * 60_000;

/** Continues the trace of each event from its append to the views that show it. */
export interface ProjectionTracing {
  /** An event is about to be folded. */
  seen(event: RecordedEvent): void;
  /** The views have committed everything up to here. */
  committed(position: Position): void;
}

interface Waiting {
  readonly position: Position;
  readonly parent: string;
  readonly type: string;
  readonly startMs: number;
}

/** Tells a span `project` per traced event, from reading it to the commit of all views. */
export function projectionTracing(tracing: Tracing, clock: Clock): ProjectionTracing {
  if (!tracing.isOn) return { seen: () => undefined, committed: () => undefined };
  let waiting: Waiting[] = [];
  return {
    seen({ metadata, position, type }) {
      const { traceparent: parent, recordedAt } = metadata;
      if (parent === undefined || waiting.length >= MAX_WAITING) return;
      const startMs = clock.now();
      if (startMs - Date.parse(recordedAt) > MAX_AGE_MS) return;
      waiting.push({ position, parent, type, startMs });
    },
    committed(reached) {
      const endMs = clock.now();
      for (const { position, parent, type, startMs } of waiting) {
        if (position > reached) continue;
        const values = { 'caseline.event.type': type, 'caseline.position': position };
        tracing.record({ name: 'project', kind: 'consumer', parent, startMs, endMs, values });
      }
      waiting = waiting.filter(({ position }) => position > reached);
    },
  };
}
