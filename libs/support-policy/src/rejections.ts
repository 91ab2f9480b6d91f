import type { IntakeField } from './vocabulary.ts';

/** A refusal as the API shows it: what it says, and the HTTP status. */
export interface RejectionEntry {
  readonly sentence: string;
  readonly status: 409 | 422;
}

/** Every refusal that stems from a policy pack: publishing one, or what an intake must state. */
export const POLICY_REJECTIONS = {
  'policy-version-immutable': {
    sentence: 'This version of the policy pack was published with other content.',
    status: 409,
  },
  'policy-version-not-newer': {
    sentence: 'A newer version of the policy pack is already published.',
    status: 409,
  },
  'policy-stream-mismatch': {
    sentence: 'The policy pack has another id than the one it is published under.',
    status: 409,
  },
  'description-missing': { sentence: 'Describe the issue.', status: 422 },
  'phone-missing': { sentence: 'State a contact number.', status: 422 },
  'email-missing': { sentence: 'State an e-mail address.', status: 422 },
  'phone-confirmation-missing': { sentence: 'Confirm the contact number.', status: 422 },
  'email-confirmation-missing': { sentence: 'Confirm the e-mail address.', status: 422 },
  'contact-method-missing': {
    sentence: 'Select the preferred contact method: phone or email.',
    status: 422,
  },
  'account-identifier-missing': {
    sentence: 'Have the account details ready: state the account identifier.',
    status: 422,
  },
  'privacy-notice-version-missing': {
    sentence: 'State the version of the privacy notice that was shown.',
    status: 422,
  },
} as const satisfies Record<string, RejectionEntry>;

/** The code of a refusal of this library. */
export type PolicyRejectionCode = keyof typeof POLICY_REJECTIONS;

/** The refusal for each field that an intake must state and does not (W5: each its own). */
export const missingFieldCode = <Field extends IntakeField>(field: Field) =>
  `${field}-missing` as const satisfies PolicyRejectionCode;
