import type { Actor, Rejection } from '@caseline/event-sourcing';
import { z } from 'zod';
import { reject, type RejectionCode } from '../../rejections.ts';
import { text } from '../../vocabulary.ts';

/** A lead may set a rule aside and says why; nobody else may. */
export const override = z.strictObject({ reason: text }).nullable().default(null);
export type Override = z.output<typeof override>;

/** Which rules were set aside, as the events of a severity record it. */
export interface SetAside {
  readonly overridden: string | null;
  readonly overrideReason: string | null;
}

/**
 * The refusals that an override may set aside: none stands when a lead gives a reason, else the
 * first one stands. A reason that nothing needed is not recorded.
 */
export function setAside(
  refusals: readonly Rejection<RejectionCode>[],
  by: { readonly actor: Actor; readonly override: Override },
): SetAside | Rejection<RejectionCode> {
  if (by.override !== null && by.actor.role !== 'lead') return reject('override-needs-lead');
  const [first] = refusals;
  if (first === undefined) return { overridden: null, overrideReason: null };
  if (by.override === null) return first;
  const overridden = refusals.map(({ code }) => code).join(', ');
  return { overridden, overrideReason: by.override.reason };
}
