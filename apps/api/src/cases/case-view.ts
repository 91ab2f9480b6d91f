import { availableCommands, type Role } from '@caseline/case-domain';
import type { ReplayedCase } from '@caseline/case-engine';
import { z } from 'zod';
import { shownTo } from '../access/assignment.ts';
import type { Principal } from '../access/principal.ts';
import { caseSurvey } from './case-survey.ts';

/** A case as the API shows it. */
export const caseView = z
  .object({
    caseId: z.uuid(),
    revision: z.int(),
    state: z
      .record(z.string(), z.unknown())
      .describe('everything the rules look at; who has the case is not told to customers'),
    dossier: z.record(z.string(), z.unknown()).nullable().describe('personal data'),
    survey: caseSurvey.nullable().describe('null where the past was asked for'),
    availableCommands: z.array(z.string()).describe('what you may do now, from the chart'),
  })
  .meta({ id: 'Case' });

/** Roles that work with people and so see personal data. */
const seesPersonalData = new Set<Role>(['agent', 'lead', 'auditor', 'administrator']);

/** True when a principal sees names, addresses and free text. */
export const mayReadPersonalData = ({ roles }: Principal): boolean =>
  roles.some((role) => seesPersonalData.has(role));

/**
 * The view of a replayed case for a principal; what may be done, and whether its survey is open, is
 * only said of the present. The survey is null for the past.
 */
export function viewOf(
  caseId: string,
  { state, dossier, revision }: ReplayedCase,
  given: {
    readonly principal: Principal;
    readonly survey: z.output<typeof caseSurvey> | null;
  },
): z.output<typeof caseView> {
  const { principal, survey } = given;
  const commands = principal.roles.flatMap((role) => availableCommands(state, role));
  return {
    caseId,
    revision,
    state: shownTo(principal, { ...state, lifecycle: { ...state.lifecycle } }),
    dossier: mayReadPersonalData(principal) && dossier !== null ? { ...dossier } : null,
    survey,
    availableCommands: survey === null ? [] : [...new Set(commands)],
  };
}
