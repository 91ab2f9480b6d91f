import { z } from 'zod';
import { SEVERITIES } from '../severity.ts';
import { DUTIES, LOWERING_REASONS } from '../vocabulary.ts';
import { amount, id, text, wholeNumber } from './words.ts';

const severity = z.enum(SEVERITIES, 'not a severity: A, B or C');

/** A severity: what it means, what entitles to it (V22), what the customer owes (V19, V20). */
export const severityDescription = z.strictObject({
  name: text,
  description: text,
  /** Kind of the agreement that must be valid at the instant of assignment. */
  agreement: id.optional(),
  duties: z.array(z.enum(DUTIES, `not a duty: ${DUTIES.join(', ')}`)),
});

const described = z.strictObject({ id, description: text });

/** Issue type × customer impact → provisional severity (V10 to V13, default 6). */
export const assessment = z.strictObject({
  issueTypes: z.array(described).min(1, 'no issue type'),
  impacts: z.array(described).min(1, 'no impact'),
  outcomes: z.array(z.strictObject({ issueType: id, impact: id, severity, rule: text })),
  /** Examples in the words of the source: each must be assessed as it says. */
  symptoms: z.array(z.strictObject({ id, description: text, issueType: id, impact: id, severity })),
});

/** When the provider may lower from a severity (default 9). */
const evidence = z.strictObject({
  /** Requests for information that the customer has left unanswered. */
  unansweredRequests: wholeNumber.min(1).max(10),
  /** How old the last of them is at least, on the calendar of the kind and severity. */
  lastUnansweredFor: amount,
  /** Whether two steps at once are possible, with a reason of its own, or never. */
  twoStepsAtOnce: z.enum(['with-own-reason', 'never'], 'neither with-own-reason nor never'),
});

/** Who sets a severity (V10) and on what evidence it may be lowered (V21). */
export const severityControl = z.strictObject({
  setBy: z.literal('provider', 'only the provider can set a severity'),
  customerMayPropose: z.boolean('neither true nor false'),
  lowering: z.strictObject({
    by: z.literal('provider', 'only the provider can lower a severity'),
    automatic: z.literal(false, 'the engine never lowers a severity by itself'),
    reasons: z
      .array(z.enum(LOWERING_REASONS, `not a reason: ${LOWERING_REASONS.join(', ')}`))
      .min(1, 'no reason'),
    from: z.partialRecord(z.enum(['A', 'B']), evidence),
  }),
});
