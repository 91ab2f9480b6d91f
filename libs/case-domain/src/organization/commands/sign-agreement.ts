import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, instant } from '../../vocabulary.ts';
import { defineOrganizationCommand } from '../organization-command.ts';
import { endOf, type Agreement } from '../organization-state.ts';

const schema = z.strictObject({
  agreementId: code,
  /** What it entitles to: `advanced` in the shipped packs. */
  kind: code,
  validFrom: instant,
  /** Null: until it is ended. */
  validTo: instant.nullable().default(null),
});

/** "Signed an advanced online service agreement": what entitles to severity A (V22). */
export const signAgreement = defineOrganizationCommand({
  name: 'sign-agreement',
  summary: 'Record an agreement that the organization has signed.',
  schema,
  example: {
    agreementId: 'AOS-2026-0117',
    kind: 'advanced',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: '2027-01-01T00:00:00.000Z',
  },
  rule({ payload }, { agreements }) {
    const { agreementId, kind, validFrom, validTo } = payload;
    if (validTo !== null && validTo <= validFrom) return reject('agreement-empty');
    if (agreements.some((signed) => signed.agreementId === agreementId)) {
      return reject('agreement-exists');
    }
    const overlapping = agreements.find(
      (signed) => signed.kind === kind && overlaps(signed, { validFrom, validTo }),
    );
    if (overlapping !== undefined) {
      return reject('agreement-overlaps', { agreementId: overlapping.agreementId });
    }
    return [{ type: 'AgreementSigned', data: payload }];
  },
});

/** Both are half-open: one may begin at the instant the other ends. */
function overlaps(
  signed: Agreement,
  { validFrom, validTo }: { readonly validFrom: string; readonly validTo: string | null },
): boolean {
  const end = endOf(signed);
  return (end === null || validFrom < end) && (validTo === null || signed.validFrom < validTo);
}
