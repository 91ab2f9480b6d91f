import type { AccessRule } from '../access/allow.ts';
import type { RouteDescription, RouteVariant } from './describe.ts';
import { pathParameters } from './path-parameters.ts';
import { codesOf, type ProblemResponses } from './problem-responses.ts';
import type { Route } from './route-inventory.ts';
import type { JsonSchema, SchemaComponents } from './schema-components.ts';

/** An operation with its place in `paths`. */
export interface PlacedOperation {
  readonly path: string;
  readonly method: string;
  readonly operation: JsonSchema;
}

/** What operations add to the components of the document. */
export interface Components {
  readonly schemas: SchemaComponents;
  readonly problems: ProblemResponses;
}

/** The operations of a route: one, or one for each variant. Throws for a route nobody described. */
export function operationsOf(route: Route, components: Components): readonly PlacedOperation[] {
  const { description } = route;
  if (description === undefined) throw new Error(`${route.handler} has no description`);
  const told = { ...route, description };
  const { variants } = description;
  if (variants === undefined) return [placed(told, undefined, components)];
  return variants.map((variant) => placed(told, variant, components));
}

type DescribedRoute = Route & { readonly description: RouteDescription };

function placed(
  route: DescribedRoute,
  variant: RouteVariant | undefined,
  components: Components,
): PlacedOperation {
  const { description, method, rule } = route;
  const path =
    variant === undefined
      ? route.path
      : route.path.replace(`{${variant.parameter}}`, variant.value);
  const roles = variant?.roles ?? (rule?.kind === 'roles' ? rule.roles : undefined);
  const parameters = parametersOf(description, path, components.schemas);
  const body = bodyOf(variant ?? description, components.schemas);
  const answer = answerOf(description, components.schemas);
  const operation = {
    operationId: variant?.operationId ?? description.operationId,
    summary: variant?.summary ?? description.summary,
    description: sentencesOf(rule, roles, variant?.allowedIn).join(' '),
    tags: [description.tag],
    security: rule?.kind === 'public' ? [] : [{ bearer: [] }],
    ...(roles === undefined ? {} : { 'x-roles': roles }),
    ...(variant?.allowedIn === undefined ? {} : { 'x-allowed-in': variant.allowedIn }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      [description.answer.status]: answer,
      ...(description.alsoStatus === undefined ? {} : { [description.alsoStatus]: answer }),
      ...components.problems.responsesFor(codesOf(route)),
    },
  };
  return { path, method, operation };
}

function sentencesOf(
  rule: AccessRule | undefined,
  roles: readonly string[] | undefined,
  allowedIn: readonly string[] | undefined,
): readonly string[] {
  const who =
    rule?.kind === 'public'
      ? 'Needs no token.'
      : roles === undefined
        ? 'Needs any valid token.'
        : `Roles: ${roles.join(', ')}.`;
  if (allowedIn === undefined) return [who];
  const states = allowedIn.length === 0 ? 'any state' : allowedIn.join(', ');
  return [who, `Allowed in: ${states}.`];
}

function parametersOf(
  description: RouteDescription,
  path: string,
  schemas: SchemaComponents,
): readonly JsonSchema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    const schema = pathParameters[name];
    if (schema === undefined) throw new Error(`the path parameter ${name} is described nowhere`);
    return { name, in: 'path', required: true, schema: schemas.schemaOf(schema, 'input') };
  });
  const inQuery = Object.entries(description.query?.shape ?? {}).map(([name, schema]) => {
    const required = !schema.safeParse(undefined).success;
    return { name, in: 'query', required, schema: schemas.schemaOf(schema, 'input') };
  });
  const inHeaders = (description.headers ?? []).map((header) => ({
    $ref: `#/components/parameters/${header}`,
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

function bodyOf(
  stated: Pick<RouteDescription, 'body' | 'example'>,
  schemas: SchemaComponents,
): JsonSchema | undefined {
  if (stated.body === undefined) return undefined;
  const schema = schemas.schemaOf(stated.body, 'input');
  const example = stated.example === undefined ? {} : { example: stated.example };
  return { required: true, content: { 'application/json': { schema, ...example } } };
}

function answerOf(
  { answer, headers = [] }: RouteDescription,
  schemas: SchemaComponents,
): JsonSchema {
  const tagged = {
    ...(headers.includes('If-Match') ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(headers.includes('Idempotency-Key')
      ? { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }
      : {}),
    ...(answer.status === 201 ? { Location: { $ref: '#/components/headers/Location' } } : {}),
  };
  const type = answer.type ?? 'application/json';
  const schema =
    answer.schema === undefined ? { type: 'string' } : schemas.schemaOf(answer.schema, 'output');
  return {
    description: answer.status === 201 ? 'Created.' : 'As asked.',
    ...(Object.keys(tagged).length === 0 ? {} : { headers: tagged }),
    ...(answer.schema === undefined && answer.type === undefined
      ? {}
      : { content: { [type]: { schema } } }),
  };
}
