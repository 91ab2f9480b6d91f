import type { CaseState, Objective } from '@caseline/case-domain';
import { z } from 'zod';

const instant = z.iso.datetime({ precision: 3 });

/** What was promised and what became of it: all that a build must be able to reproduce. */
const objectiveVerdict = z.strictObject({
  objectiveId: z.string().min(1),
  kind: z.string(),
  severity: z.string().nullable(),
  startedAt: instant,
  /** Null while it stands still. */
  dueAt: instant.nullable(),
  state: z.string(),
  verdict: z.enum(['met', 'breached', 'not-applicable']).nullable(),
  breachedAt: instant.nullable(),
  fulfilledAt: instant.nullable(),
});

/** The verdicts of one case as its events up to a revision state them: one line of the file. */
export const caseVerdicts = z.strictObject({
  caseId: z.uuid(),
  revision: z.int().min(0),
  /** `pack@version` that judged the case. */
  policyVersion: z.string(),
  objectives: z.array(objectiveVerdict),
});

export type ObjectiveVerdict = z.output<typeof objectiveVerdict>;
export type CaseVerdicts = z.output<typeof caseVerdicts>;

export const verdictsOf = ({ objectives }: Pick<CaseState, 'objectives'>): ObjectiveVerdict[] =>
  objectives.map(verdictOf);

function verdictOf(objective: Objective): ObjectiveVerdict {
  const { objectiveId, kind, severity, startedAt, dueAt } = objective;
  const { state, verdict, breachedAt, fulfilledAt } = objective;
  const promised = { objectiveId, kind, severity, startedAt, dueAt };
  return { ...promised, state, verdict, breachedAt, fulfilledAt };
}
