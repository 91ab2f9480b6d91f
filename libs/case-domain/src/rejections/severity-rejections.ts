import type { RejectionEntry } from '../rejections.ts';

/** Refusals of a severity: who sets it, what entitles to it, what may lower it (V10 to V23). */
export const severityRejections = {
  'severity-not-offered': {
    status: 422,
    sentence: 'The policy gives cases of this kind no severity.',
    pointer: '/severity',
  },
  'severity-missing': {
    status: 422,
    sentence: 'The case has no severity yet; state one.',
    pointer: '/severity',
  },
  'severity-above-highest': {
    status: 422,
    sentence: 'The severity is above the highest one of this kind of support.',
    pointer: '/severity',
  },
  'severity-needs-agreement': {
    status: 422,
    sentence: 'No agreement that entitles to this severity is valid at this instant.',
    pointer: '/severity',
  },
  'duties-not-fulfilled': {
    status: 422,
    sentence: 'The customer has not fulfilled the duties of this severity.',
    pointer: '/severity',
  },
  'severity-not-lower': {
    status: 422,
    sentence: 'Lowering goes to a severity below the present one.',
    pointer: '/to',
  },
  'severity-not-higher': {
    status: 422,
    sentence: 'Raising goes to a severity above the present one.',
    pointer: '/to',
  },
  'proposal-not-offered': {
    status: 422,
    sentence: 'The policy lets customers propose no severity.',
  },
  'lowering-not-offered': {
    status: 422,
    sentence: 'The policy has no rule for lowering this severity.',
    pointer: '/to',
  },
  'lowering-reason-unknown': {
    status: 422,
    sentence: 'The policy knows no such reason to lower a severity.',
    pointer: '/reason',
  },
  'lowering-needs-evidence': {
    status: 422,
    sentence: 'Lowering cites more unanswered requests for information than this.',
    pointer: '/evidence',
  },
  'evidence-unknown': {
    status: 422,
    sentence: 'The evidence cites an event that is no request for information of this case.',
    pointer: '/evidence',
  },
  'evidence-answered': {
    status: 422,
    sentence: 'The evidence cites a request that the customer has answered.',
    pointer: '/evidence',
  },
  'evidence-used': {
    status: 422,
    sentence: 'The evidence cites a request that an earlier lowering was based on.',
    pointer: '/evidence',
  },
  'evidence-too-recent': {
    status: 422,
    sentence: 'The customer has not yet had the time to answer the last request.',
    pointer: '/evidence',
  },
  'two-steps-need-own-reason': {
    status: 422,
    sentence: 'Lowering by two steps at once needs a reason of its own.',
    pointer: '/twoStepReason',
  },
  'two-steps-not-offered': {
    status: 422,
    sentence: 'The policy lowers a severity by one step at a time.',
    pointer: '/to',
  },
  'raising-needs-new-evidence': {
    status: 422,
    sentence: 'Nothing was heard from the customer since the severity was lowered.',
    pointer: '/to',
  },
} as const satisfies Record<string, RejectionEntry>;
