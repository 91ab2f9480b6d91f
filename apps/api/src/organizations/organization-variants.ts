import { organizationCommands, type OrganizationCommandDefinition } from '@caseline/case-domain';
import type { RouteVariant } from '../openapi/describe.ts';

const definitions: readonly OrganizationCommandDefinition[] = Object.values(organizationCommands);

/** The commands of an organization as OpenAPI shows them. */
export const organizationVariants: readonly RouteVariant[] = definitions
  .filter(({ name }) => name !== 'register')
  .map(({ name, summary, schema, example, roles }) => ({
    parameter: 'command',
    value: name,
    summary,
    operationId:
      name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) + 'OfOrganization',
    body: schema,
    example,
    roles,
  }));
