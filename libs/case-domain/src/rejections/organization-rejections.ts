import type { RejectionEntry } from '../rejections.ts';

/** Refusals of the commands of an organization (G1, V22). */
export const organizationRejections = {
  'organization-exists': { status: 409, sentence: 'The organization is registered already.' },
  'organization-not-found': { status: 404, sentence: 'There is no such organization.' },
  'pack-unknown': {
    status: 422,
    sentence: 'No policy pack has this id.',
    pointer: '/packId',
  },
  'pack-claimed-by-domain': {
    status: 422,
    sentence: 'A domain of the organization belongs to another policy pack.',
    pointer: '/packId',
  },
  'no-pack-for-domains': {
    status: 422,
    sentence: 'No policy pack serves these domains.',
    pointer: '/domains',
  },
  'correction-empty': {
    status: 422,
    sentence: 'A correction states what is to be corrected.',
  },
  'agreement-exists': {
    status: 422,
    sentence: 'The organization has an agreement with this id already.',
    pointer: '/agreementId',
  },
  'agreement-unknown': {
    status: 422,
    sentence: 'The organization has no such agreement.',
    pointer: '/agreementId',
  },
  'agreement-empty': {
    status: 422,
    sentence: 'An agreement ends after it begins.',
    pointer: '/validTo',
  },
  'agreement-overlaps': {
    status: 422,
    sentence: 'Another agreement of this kind is valid in a part of that time.',
    pointer: '/validFrom',
  },
  'agreement-ended': {
    status: 409,
    sentence: 'The agreement has been ended already.',
    pointer: '/agreementId',
  },
  'agreement-end-outside': {
    status: 422,
    sentence: 'An agreement is ended within its own time.',
    pointer: '/endedAt',
  },
} as const satisfies Record<string, RejectionEntry>;
