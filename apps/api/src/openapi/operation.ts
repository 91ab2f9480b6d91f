import type { AccessRule } from '../access/allow.ts';
import { present } from '../requests/paging.ts';
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

/** What a variant states of its own, or the route where it stands for itself. */
type Told = Pick<RouteDescription, 'operationId' | 'summary' | 'body' | 'example' | 'roles'> &
  Partial<Pick<RouteVariant, 'allowedIn'>>;

function placed(
  route: DescribedRoute,
  variant: RouteVariant | undefined,
  components: Components,
): PlacedOperation {
  const { description, method, rule } = route;
  const told: Told = variant ?? description;
  const path = pathOf(route, variant);
  const { operationId, summary, allowedIn } = told;
  const roles = told.roles ?? (rule?.kind === 'roles' ? rule.roles : undefined);
  const parameters = parametersOf(description, path, components.schemas);
  const operation = {
    operationId,
    summary,
    description: [whoSentence(rule, roles), whenSentence(allowedIn)].join(' ').trim(),
    tags: [description.tag],
    security: rule?.kind === 'public' ? [] : [{ bearer: [] }],
    ...present({
      'x-roles': roles,
      'x-allowed-in': allowedIn,
      parameters: parameters.length === 0 ? undefined : parameters,
      requestBody: bodyOf(told, components.schemas),
    }),
    responses: responsesOf(route, components),
  };
  return { path, method, operation };
}

const pathOf = ({ path }: Route, variant: RouteVariant | undefined): string =>
  variant === undefined ? path : path.replace(`{${variant.parameter}}`, variant.value);

function responsesOf(route: DescribedRoute, { schemas, problems }: Components): JsonSchema {
  const { description } = route;
  const answer = answerOf(description, schemas);
  return {
    [description.answer.status]: answer,
    ...(description.alsoStatus === undefined ? {} : { [description.alsoStatus]: answer }),
    ...problems.responsesFor(codesOf(route)),
  };
}

function whoSentence(rule: AccessRule | undefined, roles: readonly string[] | undefined): string {
  if (rule?.kind === 'public') return 'Needs no token.';
  return roles === undefined ? 'Needs any valid token.' : `Roles: ${roles.join(', ')}.`;
}

function whenSentence(allowedIn: readonly string[] | undefined): string {
  if (allowedIn === undefined) return '';
  return `Allowed in: ${allowedIn.length === 0 ? 'any state' : allowedIn.join(', ')}.`;
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
