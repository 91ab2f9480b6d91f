import type { Rejection } from '@caseline/event-sourcing';
import {
  missingFieldCode,
  requiredIntakeFields,
  type CompiledPack,
  type IntakeField,
} from '@caseline/support-policy';
import { errorAt, reject, type RejectionCode } from '../../rejections.ts';
import type { OpenCase } from '../commands/open-case.ts';

/** What every case needs, whatever a pack says: there is no event without it. */
const ALWAYS_REQUIRED = ['description', 'contact-method'] as const;

/** Where the payload of an opening has each field, and whether it is stated there. */
const fields: Record<
  IntakeField,
  { readonly pointer: string; isStated(payload: OpenCase, account: string | null): boolean }
> = {
  description: { pointer: '/description', isStated: (payload) => payload.description !== null },
  phone: { pointer: '/requester/phone', isStated: ({ requester }) => requester.phone !== null },
  email: { pointer: '/requester/email', isStated: ({ requester }) => requester.email !== null },
  'phone-confirmation': {
    pointer: '/contactConfirmed/phone',
    isStated: ({ contactConfirmed }) => contactConfirmed.phone,
  },
  'email-confirmation': {
    pointer: '/contactConfirmed/email',
    isStated: ({ contactConfirmed }) => contactConfirmed.email,
  },
  'contact-method': {
    pointer: '/contactMethod',
    isStated: ({ contactMethod }) => contactMethod !== null,
  },
  'account-identifier': { pointer: '/organizationId', isStated: (_, account) => account !== null },
  'privacy-notice-version': {
    pointer: '/privacyNoticeVersion',
    isStated: ({ privacyNoticeVersion }) => privacyNoticeVersion !== null,
  },
};

/** Each field that the pack requires and the payload lacks is an error of its own (W5, W12, G8). */
export function refuseIncompleteIntake(
  payload: OpenCase,
  policy: CompiledPack,
  account: string | null,
): Rejection<RejectionCode> | undefined {
  const channelRequires =
    payload.channel === 'email' ? [] : requiredIntakeFields(policy, payload.channel);
  const required = new Set<IntakeField>([...channelRequires, ...ALWAYS_REQUIRED]);
  // Who wants to be called needs a number, who wants mail an address (W5, G4).
  if (payload.contactMethod !== null) required.add(payload.contactMethod);
  const missing = [...required].filter((field) => !fields[field].isStated(payload, account));
  if (missing.length === 0) return undefined;
  const errors = missing.map((field) => errorAt(missingFieldCode(field), fields[field].pointer));
  return reject('intake-incomplete', { errors });
}
