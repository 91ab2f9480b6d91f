import { Rejection } from '@caseline/event-sourcing';
import { intakeRejections } from './rejections/intake-rejections.ts';
import { organizationRejections } from './rejections/organization-rejections.ts';
import { severityRejections } from './rejections/severity-rejections.ts';
import { stateRejections } from './rejections/state-rejections.ts';

/** Every refusal of the engine: code, sentence, HTTP status. A code never changes its meaning. */
export const rejectionCatalogue = {
  ...stateRejections,
  ...intakeRejections,
  ...severityRejections,
  ...organizationRejections,
} as const;

export type RejectionCode = keyof typeof rejectionCatalogue;

/** One fault among several: each missing field of an intake is its own error (W5). */
export interface RejectionError {
  readonly code: RejectionCode;
  /** JSON pointer into the payload. */
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal of the catalogue with the facts of this one: what was found, what is possible. */
export function reject(
  code: RejectionCode,
  facts: Readonly<Record<string, unknown>> = {},
): Rejection<RejectionCode> {
  const entry: RejectionEntry = rejectionCatalogue[code];
  const pointer = entry.pointer === undefined ? {} : { pointer: entry.pointer };
  return new Rejection(code, entry.sentence, { ...pointer, ...facts });
}

/** One error of a refusal that has several, with the sentence of its code. */
export const errorAt = (code: RejectionCode, pointer: string): RejectionError => ({
  code,
  pointer,
  detail: rejectionCatalogue[code].sentence,
});

/** An entry of the catalogue. */
export interface RejectionEntry {
  /** HTTP status. 403: the role; 404: no such thing; 409 and 412: the state; 422: a rule. */
  readonly status: 403 | 404 | 409 | 412 | 422;
  readonly sentence: string;
  /** JSON pointer to the member of the payload at fault, where it is always the same. */
  readonly pointer?: string;
}
