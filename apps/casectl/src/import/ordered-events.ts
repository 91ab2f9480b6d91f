import type { Instant } from '@caseline/event-sourcing';
import { fingerprintOf, toInstant } from '@caseline/event-sourcing';
import type { LogCase, LogEvent } from '../log/log-case.ts';
import type { Refusal } from './outcome.ts';

/** An event of a case with its instant; `index` is its place among them, counting from 0. */
export interface OrderedEvent {
  readonly index: number;
  readonly at: Instant;
  readonly event: LogEvent;
  /** Digest of what the log says: the same index with another one is another event. */
  readonly fingerprint: string;
}

/** An event that has no place: without an instant, or there twice. */
export interface UnplacedEvent {
  readonly event: LogEvent;
  readonly refusal: Refusal;
}

/**
 * Puts the events of a case in the order in which they happened; those of one instant stay as they
 * stand in the log. Events without an instant and exact repetitions are set apart.
 */
export function orderEvents(
  { events }: Pick<LogCase, 'events'>,
  time: { readonly column: string; readonly read: (text: string) => number | undefined },
): { readonly ordered: readonly OrderedEvent[]; readonly unplaced: readonly UnplacedEvent[] } {
  const placed: { readonly atMs: number; readonly event: LogEvent; readonly print: string }[] = [];
  const unplaced: UnplacedEvent[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    const text = event.columns.get(time.column) ?? '';
    const atMs = text === '' ? undefined : time.read(text);
    const print = fingerprintOf(Object.fromEntries(event.columns));
    if (atMs === undefined) unplaced.push({ event, refusal: withoutInstant(time.column, text) });
    else if (seen.has(print)) unplaced.push({ event, refusal: REPEATED });
    else placed.push({ atMs, event, print });
    seen.add(print);
  }
  const ordered = placed
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ atMs, event, print }, index) => {
      return { index, at: toInstant(atMs), event, fingerprint: print };
    });
  return { ordered, unplaced };
}

const REPEATED: Refusal = {
  code: 'event-repeated',
  detail: 'The same event stands in the log before, in every column.',
};

const withoutInstant = (column: string, text: string): Refusal =>
  text === ''
    ? { code: 'instant-missing', detail: `${column} is empty.` }
    : { code: 'instant-invalid', detail: `${column} is no instant: ${text.slice(0, 60)}` };
