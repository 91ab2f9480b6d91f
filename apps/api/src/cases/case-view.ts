import { availableCommands, type Role } from '@caseline/case-domain';
import type { ReplayedCase } from '@caseline/case-engine';
import { z } from 'zod';
import type { Principal } from '../access/principal.ts';

/** A case as the API shows it. */
export const caseView = z
  .object({
    caseId: z.uuid(),
    revision: z.int(),
    state: z.record(z.string(), z.unknown()).describe('everything the rules look at'),
    dossier: z.record(z.string(), z.unknown()).nullable().describe('personal data'),
    availableCommands: z.array(z.string()).describe('what you may do now, from the chart'),
  })
  .meta({ id: 'Case' });

/** Roles that work with people and so see personal data. */
const seesPersonalData = new Set<Role>(['agent', 'lead', 'auditor', 'administrator']);

/** True when a principal sees names, addresses and free text. */
export const mayReadPersonalData = ({ roles }: Principal): boolean =>
  roles.some((role) => seesPersonalData.has(role));

/** The view of a replayed case for a principal; what may be done is only said of the present. */
export function viewOf(
  caseId: string,
  { state, dossier, revision }: ReplayedCase,
  { principal, isPresent }: { readonly principal: Principal; readonly isPresent: boolean },
): z.output<typeof caseView> {
  const commands = principal.roles.flatMap((role) => availableCommands(state, role));
  return {
    caseId,
    revision,
    state: { ...state, lifecycle: { ...state.lifecycle } },
    dossier: mayReadPersonalData(principal) && dossier !== null ? { ...dossier } : null,
    availableCommands: isPresent ? [...new Set(commands)] : [],
  };
}
