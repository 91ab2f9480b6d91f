import { readFileSync } from 'node:fs';
import { MAX_PAGE } from '@caseline/case-views';
import { ModulesContainer } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { SETTINGS, type Settings } from '../ports.ts';
import { MAX_KEY_LENGTH } from '../requests/request-headers.ts';
import { operationsOf } from './operation.ts';
import { generalCodes, problemSchema, ProblemResponses } from './problem-responses.ts';
import { routesOf, type Route } from './route-inventory.ts';
import { SchemaComponents, type JsonSchema } from './schema-components.ts';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: JsonSchema;
  readonly tags: readonly JsonSchema[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly [extension: `x-${string}`]: unknown;
}

/** What the document says of limits. */
export type ApiLimits = Pick<Settings, 'CASELINE_MAX_BODY_BYTES' | 'CASELINE_WAIT_MS'>;

/** The document of an application, from the routes it really serves. */
export const openApiDocument = (app: INestApplicationContext): OpenApiDocument =>
  documentOf(routesOf(app.get(ModulesContainer)), app.get<Settings>(SETTINGS));

/** The document of some routes; throws for one that nobody described. */
export function documentOf(routes: readonly Route[], limits: ApiLimits): OpenApiDocument {
  const schemas = new SchemaComponents();
  const problems = new ProblemResponses();
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    for (const { path, method, operation } of operationsOf(route, { schemas, problems })) {
      paths[path] = { ...paths[path], [method]: operation };
    }
  }
  problems.responsesFor(generalCodes);
  const tags = new Set(routes.flatMap(({ description }) => description?.tag ?? []));
  return {
    openapi: '3.1.1',
    info: informationWith(limits),
    tags: [...tags].sort((a, b) => a.localeCompare(b)).map((name) => ({ name })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => a.localeCompare(b))),
    components: {
      schemas: { ...schemas.all(), Problem: problemSchema },
      responses: problems.responses(),
      examples: problems.examples(),
      parameters: headerParameters,
      headers: answerHeaders,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    'x-limits': limitsOf(limits),
    'x-general-problems': generalCodes,
  };
}

function informationWith(limits: ApiLimits): JsonSchema {
  const { maxBodyBytes, maxPageItems, maxWaitMs } = limitsOf(limits);
  return {
    title: 'Caseline',
    version: productVersion(),
    license: { name: 'MIT', identifier: 'MIT' },
    description: [
      'Service-request cases as events: commands, views, history and proof.',
      `A body has at most ${maxBodyBytes} bytes, a page at most ${maxPageItems} items;`,
      `a query with \`minPosition\` waits at most ${maxWaitMs} ms.`,
      'Every refusal is a problem (RFC 9457) with a stable `code`, documented under `/problems`.',
      `Any path can answer ${generalCodes.map((code) => `\`${code}\``).join(' and ')}.`,
    ].join(' '),
  };
}

const limitsOf = ({ CASELINE_MAX_BODY_BYTES, CASELINE_WAIT_MS }: ApiLimits) => ({
  maxBodyBytes: CASELINE_MAX_BODY_BYTES,
  maxPageItems: MAX_PAGE,
  maxWaitMs: CASELINE_WAIT_MS,
  maxIdempotencyKeyLength: MAX_KEY_LENGTH,
});

/** The package lies at the same distance from `src` and `dist`. */
function productVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}

const headerParameters: Readonly<Record<string, JsonSchema>> = {
  'Idempotency-Key': {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Makes a retry harmless for ever: the same key and body give the first answer again. ' +
      'Without one the request stands for itself.',
    schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH, pattern: '^[!-~]+$' },
    example: 'triage-7f9c',
  },
  'If-Match': {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that was read: another revision by now is `stale-revision`.',
    schema: { type: 'string', pattern: '^"\\d{1,15}"$' },
    example: '"7"',
  },
  'Last-Event-ID': {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The position after which to go on; wins over `after`.',
    schema: { type: 'string', pattern: '^\\d{1,15}$' },
    example: '1204',
  },
};

const answerHeaders: Readonly<Record<string, JsonSchema>> = {
  ETag: {
    description: 'The revision, for If-Match.',
    schema: { type: 'string', pattern: '^"\\d{1,15}"$' },
  },
  IdempotencyReplayed: {
    description: 'Present when an earlier request with this key had done it already.',
    schema: { const: 'true' },
  },
  Location: { description: 'Where the new resource is.', schema: { type: 'string' } },
  RetryAfter: {
    description: 'Seconds after which to try again, with the same Idempotency-Key.',
    schema: { type: 'string', pattern: '^\\d+$' },
  },
  Challenge: { description: 'The scheme of the token.', schema: { type: 'string' } },
};
