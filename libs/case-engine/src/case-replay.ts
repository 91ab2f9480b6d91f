import {
  caseStreamId,
  evolveCase,
  initialCaseState,
  readCaseEvent,
  type CaseEventData,
  type CaseFact,
  type CaseState,
} from '@caseline/case-domain';
import {
  NO_STREAM,
  type EventStore,
  type Instant,
  type RecordedEvent,
} from '@caseline/event-sourcing';

/** Events read at a time. */
const PAGE = 1_000;

/** Where a replay stops: at a revision, or at an instant of one of the two timelines. */
export type ReplayUntil =
  | { readonly kind: 'now' }
  | { readonly kind: 'revision'; readonly revision: number }
  | { readonly kind: 'recorded'; readonly instant: Instant }
  | { readonly kind: 'occurred'; readonly instant: Instant };

/** What people need to know of a case beside its state: personal data, as last corrected. */
export type CaseDossier = CaseEventData<'CaseOpened'>['personal'];

/** A case as it stood. `revision` is that of the last event that counts; `NO_STREAM` for none. */
export interface ReplayedCase {
  readonly state: CaseState;
  readonly dossier: CaseDossier | null;
  readonly revision: number;
  readonly events: readonly RecordedEvent[];
}

/**
 * Replays a case. On the timeline `occurred` the events that had happened by the instant count, in
 * order of revision, whenever they were recorded.
 */
export async function replayCase(
  store: EventStore,
  caseId: string,
  until: ReplayUntil = { kind: 'now' },
): Promise<ReplayedCase> {
  const events = (await readCase(store, caseId)).filter((event) => counts(event, until));
  let state = initialCaseState;
  let dossier: CaseDossier | null = null;
  for (const event of events) {
    const fact = readCaseEvent(event);
    state = evolveCase(state, fact);
    dossier = evolveDossier(dossier, fact);
  }
  return { state, dossier, revision: events.at(-1)?.revision ?? NO_STREAM, events };
}

async function readCase(store: EventStore, caseId: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const from = events.length;
    const page = await store.readStream(caseStreamId(caseId), { from, max: PAGE });
    events.push(...page);
    if (page.length < PAGE) return events;
  }
}

function counts({ revision, metadata }: RecordedEvent, until: ReplayUntil): boolean {
  switch (until.kind) {
    case 'now':
      return true;
    case 'revision':
      return revision <= until.revision;
    case 'recorded':
      return metadata.recordedAt <= until.instant;
    case 'occurred':
      return metadata.occurredAt <= until.instant;
  }
}

function evolveDossier(dossier: CaseDossier | null, fact: CaseFact): CaseDossier | null {
  if (fact.type === 'CaseOpened') return fact.data.personal;
  if (dossier === null) return null;
  if (fact.type === 'ContactCorrected') {
    return { ...dossier, requester: fact.data.personal.requester };
  }
  if (fact.type === 'ImpactStatementGiven') {
    return { ...dossier, impactStatement: fact.data.personal.statement };
  }
  return dossier;
}
