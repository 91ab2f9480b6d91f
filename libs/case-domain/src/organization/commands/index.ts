import type { OrganizationCommandDefinition } from '../organization-command.ts';
import { correctOrganization } from './correct-organization.ts';
import { endAgreement } from './end-agreement.ts';
import { registerOrganization } from './register-organization.ts';
import { signAgreement } from './sign-agreement.ts';

/** Every command of an organization by its name in the API. */
export const organizationCommands = {
  register: registerOrganization,
  correct: correctOrganization,
  'sign-agreement': signAgreement,
  'end-agreement': endAgreement,
} as const;

export type OrganizationCommandName = keyof typeof organizationCommands;

const isOrganizationCommandName = (name: string): name is OrganizationCommandName =>
  Object.hasOwn(organizationCommands, name);

/** The command of a name; undefined when there is none. */
export const findOrganizationCommand = (name: string): OrganizationCommandDefinition | undefined =>
  isOrganizationCommandName(name) ? organizationCommands[name] : undefined;
