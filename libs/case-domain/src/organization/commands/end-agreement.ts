import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code, instant } from '../../vocabulary.ts';
import { defineOrganizationCommand } from '../organization-command.ts';

const schema = z.strictObject({
  agreementId: code,
  /** Null: now. */
  endedAt: instant.nullable().default(null),
});

/** Ends an agreement before its time; what it granted until then stays granted (default 8). */
export const endAgreement = defineOrganizationCommand({
  name: 'end-agreement',
  summary: 'End an agreement before its time.',
  schema,
  example: { agreementId: 'AOS-2026-0117', endedAt: '2026-06-30T16:00:00.000Z' },
  rule({ payload, at }, { agreements }) {
    const { agreementId } = payload;
    const signed = agreements.find((agreement) => agreement.agreementId === agreementId);
    if (signed === undefined) return reject('agreement-unknown');
    if (signed.endedAt !== null) return reject('agreement-ended', { endedAt: signed.endedAt });
    const endedAt = payload.endedAt ?? at;
    const { validFrom, validTo } = signed;
    if (endedAt < validFrom || (validTo !== null && endedAt > validTo)) {
      return reject('agreement-end-outside', { validFrom, validTo });
    }
    return [{ type: 'AgreementEnded', data: { agreementId, endedAt } }];
  },
});
