import { POLICY_REJECTIONS } from '@caseline/support-policy';
import type { RejectionEntry } from '../rejections.ts';

/** Refusals of an opening (W1 to W12, V1, V2, V25, G8) and of what a case is about. */
export const intakeRejections = {
  ...POLICY_REJECTIONS,
  'intake-incomplete': {
    status: 422,
    sentence: 'The intake lacks what the policy requires; each missing field is its own error.',
  },
  'contact-method-not-offered': {
    status: 422,
    sentence: 'The policy does not offer this contact method.',
    pointer: '/contactMethod',
  },
  'channel-not-offered': {
    status: 422,
    sentence: 'The policy does not offer this channel.',
    pointer: '/channel',
  },
  'kind-not-offered': {
    status: 422,
    sentence: 'The policy does not offer this kind of support.',
    pointer: '/kind',
  },
  'kind-unchanged': {
    status: 422,
    sentence: 'The case has this kind and category already.',
    pointer: '/kind',
  },
  'category-unknown': {
    status: 422,
    sentence: 'The kind of support has no such category.',
    pointer: '/category',
  },
  'subscription-not-supported': {
    status: 422,
    sentence: 'The policy does not support this state of the subscription.',
  },
  'organization-unknown': {
    status: 422,
    sentence: 'The organization is not registered.',
    pointer: '/organizationId',
  },
  'assessment-missing': {
    status: 422,
    sentence: 'State the issue type and the impact: the severity is assessed from them.',
    pointer: '/assessment',
  },
  'assessment-unknown': {
    status: 422,
    sentence: 'The policy has no such issue type or impact.',
    pointer: '/assessment',
  },
  'decline-reason-unknown': {
    status: 422,
    sentence: 'The policy knows no such reason to decline a case.',
    pointer: '/reason',
  },
} as const satisfies Record<string, RejectionEntry>;
