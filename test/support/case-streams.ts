/**
 * Streams of cases written by hand: whole events as a store gives them back, without a decider. For
 * tests of what reads the log.
 */
import { caseEvents } from '@caseline/case-domain';
import type { CaseEvent, CaseEventData, CaseEventType } from '@caseline/case-domain';
import { derivedId, eventIdOf } from '@caseline/event-sourcing';
import type { NewEvent, RecordedEvent } from '@caseline/event-sourcing';

/** What one command recorded. */
export interface Append {
  readonly recordedAt: string;
  /** When it happened, where an event does not say; the instant of recording when absent. */
  readonly at?: string;
  readonly events: readonly CaseEvent[];
}

/** 1 March 2026, 09:00 UTC, and minutes after it. */
export const minute = (minutes: number): string =>
  new Date(Date.UTC(2026, 2, 1, 9, 0) + Math.round(minutes * 60_000)).toISOString();

/** The n-th case of a test; always the same id. */
export const caseNumber = (number: number): string => derivedId('case', String(number));

const organization = derivedId('organization', '1');

const openedData: CaseEventData<'CaseOpened'> = {
  organizationId: organization,
  pack: { id: 'china-21vianet', version: 2 },
  kind: 'technical',
  category: 'configuration',
  severity: 'B',
  proposedSeverity: null,
  assessment: null,
  entitlement: null,
  subscription: 'paid',
  channel: 'portal',
  contactMethod: 'email',
  language: 'en',
  country: 'CN',
  zone: 'Asia/Shanghai',
  contactConfirmed: { email: true, phone: true },
  reachableAroundTheClock: false,
  impactStatementGiven: false,
  followsCaseId: null,
  privacyNoticeVersion: null,
  source: null,
  personal: {
    title: 'Mail does not arrive',
    description: 'Since this morning no mail arrives from outside.',
    requester: { name: 'Li Wei', email: 'li.wei@example.cn', phone: '+86 10 0000 0000' },
    affectedUsers: [],
    impactStatement: null,
  },
};

type Opened = CaseEventData<'CaseOpened'>;
type Started = CaseEventData<'SlaObjectiveStarted'>;

/** An event of a case with its data given whole. */
export const happened = <Type extends CaseEventType>(
  type: Type,
  data: CaseEventData<Type>,
  occurredAt?: string,
): CaseEvent => ({ type, data, ...(occurredAt === undefined ? {} : { occurredAt }) }) as CaseEvent;

export const opened = (changes: Partial<Opened> = {}): CaseEvent =>
  happened('CaseOpened', { ...openedData, ...changes });

export const started = (
  objectiveId: string,
  times: { readonly startedAt: string; readonly dueAt: string; readonly warnAt?: string },
  changes: Partial<Started> = {},
): CaseEvent =>
  happened('SlaObjectiveStarted', {
    objectiveId,
    kind: 'first-response',
    severity: 'B',
    targetMinutes: 900,
    targetLabel: '1 business day',
    calendar: 'china-technical@1',
    zone: 'Asia/Shanghai',
    tzVersion: '2026b',
    causedBy: derivedId('cause', objectiveId),
    requestId: null,
    ...times,
    warnAt: times.warnAt ?? null,
    ...changes,
  });

export const triaged = (changes: Partial<CaseEventData<'CaseTriaged'>> = {}): CaseEvent =>
  happened('CaseTriaged', {
    severity: 'B',
    previousSeverity: 'B',
    kind: 'technical',
    category: 'configuration',
    assessment: null,
    entitlement: null,
    contacted: false,
    overridden: null,
    personal: { overrideReason: null },
    ...changes,
  });

export const assigned = (team: string | null, agentId: string | null = null): CaseEvent =>
  happened('CaseAssigned', { team, agentId });

export const responded = (): CaseEvent =>
  happened('FirstResponseSent', { method: 'email', personal: { message: 'We are on it.' } });

export const noted = (note = 'Asked the network team.'): CaseEvent =>
  happened('NoteAdded', { personal: { note } });

export const asked = (requestId: string): CaseEvent =>
  happened('InformationRequested', {
    requestId,
    method: 'email',
    personal: { question: 'Which users are affected?' },
  });

export const replied = (...answeredRequestIds: string[]): CaseEvent =>
  happened('CustomerReplied', { answeredRequestIds, personal: { message: 'All of them.' } });

export const called = (occurredAt: string, contacted = true): CaseEvent =>
  happened(
    'CallLogged',
    {
      direction: 'outbound',
      contacted,
      answered: false,
      answeredRequestIds: [],
      durationSeconds: 120,
      personal: { summary: 'Spoke to the administrator.' },
    },
    occurredAt,
  );

export const resolved = (closesAt: string): CaseEvent =>
  happened('CaseResolved', { resolution: 'solved', closesAt, personal: { summary: 'Fixed.' } });

export const closed = (): CaseEvent => happened('CaseClosed', { reason: 'reopen-window-ended' });

/** The command that an append of a case stands for. */
export const commandIdAt = (caseId: string, recordedAt: string): string =>
  derivedId('command', caseId, recordedAt);

const metadataOf = (event: CaseEvent, at: string, commandId: string) => ({
  schemaVersion: caseEvents[event.type].schemaVersion,
  actor: { id: 'agent-1', role: 'agent' },
  commandId,
  commandFingerprint: 'f'.repeat(32),
  occurredAt: event.occurredAt ?? at,
  $correlationId: commandId,
  $causationId: commandId,
  policyVersion: 'china-21vianet@2',
});

/** The events of an append as they go into a stream. */
export function newEvents(caseId: string, append: Append): readonly NewEvent[] {
  const { recordedAt, at = recordedAt, events } = append;
  const commandId = commandIdAt(caseId, recordedAt);
  return events.map((event, index) => ({
    id: eventIdOf(commandId, index),
    type: event.type,
    data: event.data,
    metadata: metadataOf(event, at, commandId),
  }));
}

/** A log that grows by appends, in memory: positions without gaps, hashes left blank. */
export class WrittenLog {
  readonly events: RecordedEvent[] = [];
  readonly #revisions = new Map<string, number>();

  append(caseId: string, append: Append): this {
    const streamId = `case-${caseId}`;
    for (const event of newEvents(caseId, append)) {
      const revision = (this.#revisions.get(streamId) ?? -1) + 1;
      this.#revisions.set(streamId, revision);
      const { recordedAt } = append;
      const metadata = { ...event.metadata, recordedAt, hash: '' };
      const position = this.events.length;
      this.events.push({ ...event, metadata, streamId, revision, position });
    }
    return this;
  }
}
