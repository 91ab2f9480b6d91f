/** Boring facts of a case for specifications; each takes what matters to the test. */
import type { CaseEvent, CaseEventData } from '@caseline/case-domain';
import { anotherCase, contosoId, givenEventId } from './given.ts';

type Data<Type extends CaseEvent['type']> = Partial<CaseEventData<Type>>;

export const agreement = {
  agreementId: 'AOS-1',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
};

/** A technical case of severity B whose customer has fulfilled the duties of severity A too. */
export const caseOpened = (data: Data<'CaseOpened'> = {}): CaseEvent => ({
  type: 'CaseOpened',
  data: {
    organizationId: contosoId,
    pack: { id: 'china-21vianet', version: 1 },
    kind: 'technical',
    category: 'configuration',
    severity: 'B',
    proposedSeverity: null,
    assessment: { issueType: 'impaired', impact: 'partial', rule: 'V12' },
    entitlement: null,
    subscription: 'paid',
    channel: 'portal',
    contactMethod: 'email',
    language: 'zh-CN',
    country: 'CN',
    zone: 'Asia/Shanghai',
    contactConfirmed: { email: true, phone: true },
    reachableAroundTheClock: true,
    impactStatementGiven: true,
    followsCaseId: null,
    privacyNoticeVersion: null,
    source: null,
    personal: {
      title: 'Mail does not arrive',
      description: 'Since this morning no mail arrives from outside.',
      requester: { name: 'Li Wei', email: 'li.wei@contoso.example', phone: '+86 10 5555 0100' },
      affectedUsers: [],
      impactStatement: 'Nobody gets an order.',
    },
    ...data,
  },
});

export const caseTriaged = (data: Data<'CaseTriaged'> = {}): CaseEvent => ({
  type: 'CaseTriaged',
  data: {
    severity: 'B',
    previousSeverity: 'B',
    kind: 'technical',
    category: 'configuration',
    assessment: null,
    entitlement: null,
    contacted: false,
    overridden: null,
    personal: { overrideReason: null },
    ...data,
  },
});

export const firstResponseSent = (): CaseEvent => ({
  type: 'FirstResponseSent',
  data: { method: 'email', personal: { message: 'We are looking into it.' } },
});

export const informationRequested = (number: number): CaseEvent => ({
  type: 'InformationRequested',
  data: {
    requestId: `request-${number}`,
    method: 'email',
    personal: { question: 'Which browser is it?' },
  },
});

export const customerReplied = (...answeredRequestIds: string[]): CaseEvent => ({
  type: 'CustomerReplied',
  data: { answeredRequestIds, personal: { message: 'It is every browser.' } },
});

export const callLogged = (data: Data<'CallLogged'> = {}): CaseEvent => ({
  type: 'CallLogged',
  data: {
    direction: 'outbound',
    contacted: true,
    answered: false,
    answeredRequestIds: [],
    durationSeconds: null,
    personal: { summary: 'Spoke to the customer.' },
    ...data,
  },
});

export const severityLowered = (data: Data<'SeverityLowered'> = {}): CaseEvent => ({
  type: 'SeverityLowered',
  data: {
    from: 'A',
    to: 'B',
    reason: 'response',
    evidence: [],
    overridden: null,
    personal: { explanation: 'No answer came.', twoStepReason: null, overrideReason: null },
    ...data,
  },
});

export const caseResolved = (closesAt: string): CaseEvent => ({
  type: 'CaseResolved',
  data: { resolution: 'solved', closesAt, personal: { summary: 'A certificate was renewed.' } },
});

export const surveyAnswered = (data: Data<'SurveyAnswered'> = {}): CaseEvent => ({
  type: 'SurveyAnswered',
  data: {
    score: 4,
    highestScore: 5,
    resolutionEventId: givenEventId(0),
    personal: { comment: null },
    ...data,
  },
});

export const caseMerged = (
  statusBefore: CaseEventData<'CaseMerged'>['statusBefore'] = 'triaged',
): CaseEvent => ({ type: 'CaseMerged', data: { intoCaseId: anotherCase, statusBefore } });

export const caseDeclined = (): CaseEvent => ({
  type: 'CaseDeclined',
  data: {
    reason: 'third-party',
    referral: 'Turn to the vendor of the service or add-in.',
    personal: { explanation: 'The add-in is not ours.' },
  },
});

export const caseWithdrawn = (): CaseEvent => ({
  type: 'CaseWithdrawn',
  data: { personal: { reason: 'It was our own mistake.' } },
});

export const caseClosed = (): CaseEvent => ({
  type: 'CaseClosed',
  data: { reason: 'reopen-window-ended' },
});

export const contactCorrected = (data: Data<'ContactCorrected'> = {}): CaseEvent => ({
  type: 'ContactCorrected',
  data: {
    contactConfirmed: { email: true, phone: true },
    reachableAroundTheClock: false,
    personal: { requester: { name: 'Li Wei', email: 'li.wei@contoso.example', phone: null } },
    ...data,
  },
});
