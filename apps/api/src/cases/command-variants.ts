import type { CaseCommandDefinition } from '@caseline/case-domain';
import { describeLifecycle } from '@caseline/case-lifecycle';
import { z } from 'zod';
import type { RouteVariant } from '../openapi/describe.ts';

const occurredAt = z.iso
  .datetime({ offset: true })
  .optional()
  .describe('When it happened, if it is recorded late.');

/** The commands of a case as OpenAPI shows them: one path each, with the states that allow it. */
export function commandVariants(definitions: readonly CaseCommandDefinition[]): RouteVariant[] {
  const allowedIn = new Map(
    describeLifecycle().facts.map(({ type, allowedIn: states }) => [type, states]),
  );
  return definitions
    .filter(({ name, roles }) => name !== 'open' && roles.some((role) => role !== 'engine'))
    .map(({ name, summary, schema, example, roles, backdatable, eventType }) => ({
      parameter: 'command',
      value: name,
      summary,
      operationId: name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) + 'Case',
      body: backdatable ? schema.and(z.strictObject({ occurredAt })) : schema,
      example,
      roles: roles.filter((role) => role !== 'engine'),
      allowedIn: eventType === null ? [] : [...(allowedIn.get(eventType) ?? [])],
    }));
}
