import { evolveCase, initialCaseState, readCaseEvent } from '@caseline/case-domain';
import { START, type EventStore, type RecordedEvent } from '@caseline/event-sourcing';
import { verdictsOf, type CaseVerdicts } from './case-verdicts.ts';

/** Events read at a time. */
const PAGE = 1_000;
const CASES = { streamPrefixes: ['case-'] };

/** The streams of all cases, in the order of their ids. */
export async function caseStreams(
  store: EventStore,
  onPosition: (position: number) => void,
): Promise<readonly string[]> {
  const streams: string[] = [];
  for await (const batch of store.readAll({ after: START, filter: CASES })) {
    for (const { streamId, revision } of batch) if (revision === 0) streams.push(streamId);
    onPosition(batch.at(-1)?.position ?? START);
  }
  return streams.toSorted();
}

/** The events of a case up to a revision, which counts; all where none is given. */
export async function eventsOf(
  store: EventStore,
  streamId: string,
  lastRevision = Number.MAX_SAFE_INTEGER,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readStream(streamId, { from: events.length, max: PAGE });
    events.push(...page.filter(({ revision }) => revision <= lastRevision));
    if (page.length < PAGE || (page.at(-1)?.revision ?? 0) >= lastRevision) return events;
  }
}

/** The verdicts of a case as its events state them; undefined for a stream without events. */
export function storedVerdicts(events: readonly RecordedEvent[]): CaseVerdicts | undefined {
  const last = events.at(-1);
  if (last === undefined) return undefined;
  const state = events.map(readCaseEvent).reduce(evolveCase, initialCaseState);
  if (state.pack === null) throw new TypeError('a case begins with its opening');
  return {
    caseId: last.streamId.slice('case-'.length),
    revision: last.revision,
    policyVersion: `${state.pack.id}@${state.pack.version}`,
    objectives: verdictsOf(state),
  };
}
