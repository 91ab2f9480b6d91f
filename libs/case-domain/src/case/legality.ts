import { isLegal } from '@caseline/case-lifecycle';
import type { Rejection } from '@caseline/event-sourcing';
import { pointerForNonAdministrator } from '@caseline/support-policy';
import { reject, type RejectionCode } from '../rejections.ts';
import type { CaseCommand, CaseCommandDefinition, CaseContext, Role } from './case-command.ts';
import type { CaseState } from './case-state.ts';
import { caseCommands, type CaseCommandName } from './commands/index.ts';
import { happenedAt } from './happened-at.ts';

const staff: readonly string[] = [
  'agent',
  'lead',
  'auditor',
  'analyst',
  'operator',
  'engine',
] satisfies readonly Role[];

type Refusal = Rejection<RejectionCode> | undefined;

/** The commands that the state of the case and the role allow, in the order of a case's life. */
export function availableCommands(state: CaseState, role: string): readonly CaseCommandName[] {
  const names = Object.keys(caseCommands) as CaseCommandName[];
  return names.filter((name) => {
    const definition: CaseCommandDefinition = caseCommands[name];
    return isRoleOf(definition, role) && isLegalIn(state, definition);
  });
}

const isRoleOf = ({ roles }: CaseCommandDefinition, role: string): boolean =>
  roles.some((allowed) => allowed === role);

const isLegalIn = ({ lifecycle }: CaseState, { eventType }: CaseCommandDefinition): boolean =>
  eventType === null ? lifecycle.status !== 'new' : isLegal(lifecycle, eventType);

/** Who may give the command: by role (W1, V29), and only for their own organization (V3). */
export function refuseRole(
  definition: CaseCommandDefinition,
  { actor }: CaseCommand,
  given: { readonly state: CaseState; readonly context: CaseContext },
): Refusal {
  const { role, organizationId } = actor;
  const { roles } = definition;
  if (!isRoleOf(definition, role)) {
    return roles.includes('administrator') && !staff.includes(role)
      ? reject('administrator-required', pointerForNonAdministrator(given.context.policy))
      : reject('role-not-allowed', { role, roles });
  }
  if (role !== 'administrator') return undefined;
  const owner = given.state.organizationId ?? given.context.organization?.organizationId ?? null;
  return owner === null || owner === organizationId
    ? undefined
    : reject('administrator-of-organization-required');
}

/** What may be recorded late, and how late: never before the opening, never ahead of time. */
export function refuseInstant(
  { backdatable }: CaseCommandDefinition,
  command: CaseCommand,
  { openedAt }: CaseState,
): Refusal {
  const { at, occurredAt } = command;
  if (occurredAt === undefined || occurredAt === at) return undefined;
  if (!backdatable) return reject('backdating-not-allowed');
  if (occurredAt > at) return reject('occurred-in-future', { at });
  return openedAt !== null && happenedAt(command) < openedAt
    ? reject('occurred-before-opening', { openedAt })
    : undefined;
}

/** Refused where the chart does not allow the command's fact; with what it does allow. */
export function refuseState(
  definition: CaseCommandDefinition,
  { actor }: CaseCommand,
  state: CaseState,
): Refusal {
  if (isLegalIn(state, definition)) return undefined;
  const { status, severity, turn } = state.lifecycle;
  if (status === 'new') return reject('case-unknown');
  if (definition.eventType === 'CaseOpened') return reject('case-exists');
  return reject(definition.refusedAs?.[status] ?? 'not-allowed-in-status', {
    caseStatus: status,
    severity,
    turn,
    availableCommands: availableCommands(state, actor.role),
  });
}
