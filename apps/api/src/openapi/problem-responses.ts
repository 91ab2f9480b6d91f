import type { AccessRule } from '../access/allow.ts';
import { problemCatalogue, rejectionCodes } from '../problems/problem-catalogue.ts';
import { problemType } from '../problems/problem.ts';
import type { RouteDescription } from './describe.ts';
import type { Route } from './route-inventory.ts';
import type { JsonSchema } from './schema-components.ts';

/** Codes that any request can meet, whatever its path: they are told once, not for each route. */
export const generalCodes = ['method-not-allowed', 'not-found'] as const;

const headerCodes = {
  'Idempotency-Key': ['invalid-idempotency-key', 'idempotency-key-reused'],
  'If-Match': ['invalid-if-match', 'stale-revision'],
  'Last-Event-ID': ['invalid-request'],
} as const satisfies Record<NonNullable<RouteDescription['headers']>[number], readonly string[]>;

const accessCodes = {
  public: [],
  authenticated: ['unauthenticated'],
  roles: ['unauthenticated', 'role-missing'],
} as const satisfies Record<AccessRule['kind'], readonly string[]>;

/** What writing to the log can meet beside the rules. */
const writingCodes = [
  'too-busy',
  'too-many-conflicts',
  'store-full',
  'store-read-only',
  'outcome-unknown',
];

const bodyCodes = ['malformed-json', 'body-too-large', 'unsupported-media-type', 'invalid-request'];

/** Every code that a route can answer, in the order of the alphabet. */
export function codesOf(route: Route): readonly string[] {
  const { headers = [], problems = [] } = route.description ?? {};
  const codes = [
    'internal-error',
    ...accessCodes[route.rule?.kind ?? 'roles'],
    ...requestCodes(route),
    ...(route.method === 'get' ? [] : writingCodes),
    ...headers.flatMap((header) => headerCodes[header]),
    ...(headers.includes('Idempotency-Key') ? rejectionCodes : []),
    ...problems,
    // Whoever waits for the views may find that they are away.
    ...(problems.includes('position-not-reached') ? ['views-unavailable'] : []),
  ];
  return [...new Set(codes)].sort((a, b) => a.localeCompare(b));
}

/** What the path, the query and the body of a route can be refused with. */
function requestCodes({ path, description }: Route): readonly string[] {
  const isParsed = path.includes('{') || description?.query !== undefined;
  const hasBody = description?.body !== undefined || description?.variants !== undefined;
  const namesOwned = /\{(caseId|organizationId)\}/.test(path);
  return [
    ...(isParsed ? ['invalid-request'] : []),
    ...(hasBody ? bodyCodes : []),
    ...(namesOwned ? ['not-found'] : []),
  ];
}

/** A problem as every refusal has it. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. Other members are facts of the refusal.',
  properties: {
    type: { type: 'string', description: 'where the code is documented' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', description: 'stable; a code never changes its meaning' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string', description: 'JSON pointer, or name of header or parameter' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
};

/** The refusals of operations as components: operations that refuse alike share them. */
export class ProblemResponses {
  readonly #names = new Map<string, string>();
  readonly #responses: Record<string, JsonSchema> = {};
  readonly #codes = new Set<string>();

  /** A reference for each status that one of the codes has. */
  responsesFor(codes: readonly string[]): Readonly<Record<string, JsonSchema>> {
    const statuses = Object.groupBy(codes, (code) => String(statusOf(code)));
    return Object.fromEntries(
      Object.entries(statuses).map(([status, same]) => [
        status,
        { $ref: `#/components/responses/${this.#nameOf(status, same ?? [])}` },
      ]),
    );
  }

  responses(): Readonly<Record<string, JsonSchema>> {
    return this.#responses;
  }

  /** An example of each code that any response can have. */
  examples(): Readonly<Record<string, JsonSchema>> {
    const codes = [...this.#codes].sort((a, b) => a.localeCompare(b));
    return Object.fromEntries(codes.map((code) => [exampleName(code), exampleOf(code)]));
  }

  #nameOf(status: string, codes: readonly string[]): string {
    const key = `${status} ${codes.join(' ')}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const first = `Problem${status}`;
    const alike = Object.keys(this.#responses).filter((each) => each.startsWith(first));
    const name = alike.length === 0 ? first : `${first}-${alike.length + 1}`;
    this.#names.set(key, name);
    this.#responses[name] = responseOf(status, codes);
    for (const code of codes) this.#codes.add(code);
    return name;
  }
}

const exampleName = (code: string): string => `problem-${code}`;

function statusOf(code: string): number {
  const entry = problemCatalogue.get(code);
  if (entry === undefined) throw new Error(`${code} is in no catalogue`);
  return entry.status;
}

function exampleOf(code: string): JsonSchema {
  const title = problemCatalogue.get(code)?.title ?? '';
  const value = { type: problemType(code), title, status: statusOf(code), code, detail: title };
  return { summary: title, value };
}

/** Answers that say when to try again. */
const passing = new Set(['503', '507']);

function responseOf(status: string, codes: readonly string[]): JsonSchema {
  const headers = {
    ...(status === '401' ? { 'WWW-Authenticate': { $ref: '#/components/headers/Challenge' } } : {}),
    ...(passing.has(status) ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {}),
  };
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { code: { enum: codes } } },
    ],
  };
  const examples = Object.fromEntries(
    codes.map((code) => [code, { $ref: `#/components/examples/${exampleName(code)}` }]),
  );
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    content: { 'application/problem+json': { schema, examples } },
  };
}
