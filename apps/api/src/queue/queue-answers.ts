import { z } from 'zod';

const instant = z.iso.datetime().describe('UTC');

/** An open promise of a case in a list. */
const clock = z.object({
  objectiveId: z.string(),
  kind: z.string(),
  state: z.enum(['running', 'paused', 'breached']),
  dueAt: instant.nullable(),
  remainingMs: z.int().nullable(),
});

/** A case in a list. */
export const caseItem = z
  .object({
    caseId: z.uuid(),
    organizationId: z.string(),
    title: z.string(),
    pack: z.string().describe('id@version of the policy that judges the case'),
    kind: z.string(),
    category: z.string().nullable(),
    severity: z.string().nullable(),
    status: z.string(),
    turn: z.string().nullable(),
    team: z.string().nullable().optional().describe('absent for customers'),
    agentId: z.string().nullable().optional().describe('absent for customers'),
    openedAt: instant,
    resolvedAt: instant.nullable(),
    closesAt: instant.nullable(),
    dueAt: instant.nullable(),
    hasTarget: z.boolean().describe('false: nothing was promised, so nothing is met or breached'),
    clocks: z.array(clock),
  })
  .meta({ id: 'CaseItem' });

/** Where a view stands and what instant it shows. */
export const viewPage = {
  cursor: z.string().nullable(),
  position: z.int().describe('the last position that the view has seen'),
  asOf: z.object({ instant, timeline: z.enum(['recorded', 'occurred']) }).nullable(),
};

export const casePage = z
  .object({ items: z.array(caseItem), ...viewPage })
  .meta({ id: 'CasePage' });

export const objectiveItem = z
  .object({
    caseId: z.uuid(),
    objectiveId: z.string(),
    kind: z.string(),
    severity: z.string().nullable(),
    state: z.string(),
    startedAt: instant,
    dueAt: instant.nullable(),
    warnAt: instant.nullable(),
    warnedAt: instant.nullable(),
    remainingMs: z.int().nullable(),
    fulfilledAt: instant.nullable(),
    breachedAt: instant.nullable(),
    verdict: z.string().nullable(),
    targetMinutes: z.int(),
    targetLabel: z.string(),
    calendar: z.string(),
    zone: z.string(),
    tzVersion: z.string(),
    policyVersion: z.string().nullable(),
    pausedMs: z.int(),
    requestId: z.string().nullable(),
    replacesObjectiveId: z.string().nullable(),
    replacedByObjectiveId: z.string().nullable(),
  })
  .meta({ id: 'Objective' });

export const objectivePage = z
  .object({ items: z.array(objectiveItem), ...viewPage })
  .meta({ id: 'ObjectivePage' });
