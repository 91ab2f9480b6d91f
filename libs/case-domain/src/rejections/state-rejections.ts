import type { RejectionEntry } from '../rejections.ts';

/** Refusals by role, by state and by time. */
export const stateRejections = {
  'administrator-required': {
    status: 403,
    sentence: 'Only an administrator of the organization may do this.',
  },
  'administrator-of-organization-required': {
    status: 403,
    sentence: 'Only an administrator of the organization that the case belongs to may do this.',
  },
  'role-not-allowed': { status: 403, sentence: 'The role does not allow this command.' },
  'override-needs-lead': {
    status: 403,
    sentence: 'Only a lead may set a rule aside.',
    pointer: '/override',
  },
  'case-unknown': { status: 404, sentence: 'There is no such case.' },
  'case-exists': { status: 409, sentence: 'The case is open already.' },
  'not-allowed-in-status': {
    status: 409,
    sentence: 'The state of the case does not allow this command.',
  },
  'closed-for-good': {
    status: 409,
    sentence: 'A closed case is not reopened; open a new case that follows it.',
  },
  'stale-revision': { status: 412, sentence: 'The stream has changed since it was read.' },
  'too-many-conflicts': {
    status: 409,
    sentence: 'Others kept changing the stream; try again.',
  },
  'idempotency-key-reused': {
    status: 422,
    sentence: 'This Idempotency-Key was used for another command.',
  },
  'backdating-not-allowed': {
    status: 422,
    sentence: 'This command cannot be recorded late.',
    pointer: '/occurredAt',
  },
  'occurred-in-future': {
    status: 422,
    sentence: 'What is recorded cannot lie in the future.',
    pointer: '/occurredAt',
  },
  'occurred-before-opening': {
    status: 422,
    sentence: 'What is recorded cannot lie before the opening of the case.',
    pointer: '/occurredAt',
  },
  'assignment-empty': {
    status: 422,
    sentence: 'An assignment names a team, an agent or both.',
    pointer: '/team',
  },
  'request-unknown': {
    status: 422,
    sentence: 'The case has no such request for information.',
    pointer: '/answeredRequestIds',
  },
  'too-many-requests-open': {
    status: 422,
    sentence: 'A case holds at most 100 unanswered requests for information.',
  },
  'other-case-is-this-case': {
    status: 422,
    sentence: 'A case is neither linked nor merged with itself.',
    pointer: '/otherCaseId',
  },
  'other-case-unknown': {
    status: 422,
    sentence: 'The other case does not exist.',
    pointer: '/otherCaseId',
  },
  'other-case-of-another-organization': {
    status: 422,
    sentence: 'The other case belongs to another organization.',
    pointer: '/otherCaseId',
  },
  'other-case-ended': {
    status: 422,
    sentence: 'The other case has ended; merge into one that goes on.',
    pointer: '/intoCaseId',
  },
  'survey-not-offered': {
    status: 422,
    sentence: 'The policy pack of the case asks no survey.',
  },
  'survey-suppressed': {
    status: 422,
    sentence: 'The organization is left out of surveys.',
  },
  'survey-time-over': {
    status: 409,
    sentence: 'The time in which the survey could be answered is over.',
  },
  'survey-answered': {
    status: 409,
    sentence: 'The survey of the case has been answered already.',
  },
  'survey-score-off-scale': {
    status: 422,
    sentence: 'The score is not on the scale of the survey.',
    pointer: '/score',
  },
  'link-exists': {
    status: 422,
    sentence: 'The cases are linked like that already.',
    pointer: '/otherCaseId',
  },
} as const satisfies Record<string, RejectionEntry>;
