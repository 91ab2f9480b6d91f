import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeLifecycle } from '@caseline/case-lifecycle';
import { CaseEngine } from '@caseline/case-engine';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import type { CaseQueries } from '@caseline/case-views';
import { Metrics, noTracing } from '@caseline/telemetry';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { generateKeyPair } from 'jose';
import { TokenVerifier } from '../access/token-verifier.ts';
import { createHttpServer } from '../composition/http-server.ts';
import { createLogger } from '../logging.ts';
import { problemCatalogue } from '../problems/problem-catalogue.ts';
import { readSettings } from '@caseline/hosting';
import { openApiDocument, type OpenApiDocument } from './openapi-document.ts';
import { pathParameters } from './path-parameters.ts';
import { routesOf, type Route } from './route-inventory.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every object in the document with the JSON pointer to it. */
function* objectsIn(value: unknown, pointer = '#'): Generator<readonly [string, Json]> {
  if (!isObject(value)) return;
  yield [pointer, value];
  for (const [key, child] of Object.entries(value)) yield* objectsIn(child, `${pointer}/${key}`);
}

const at = (document: unknown, pointer: string): unknown =>
  pointer
    .replace(/^#\//, '')
    .split('/')
    .reduce((value, key) => (isObject(value) ? value[key] : undefined), document);

/** What GET /health/ready and the views would need is not asked here: only the routes count. */
const noViews = {} as CaseQueries;

describe('the OpenAPI document', () => {
  let app: NestFastifyApplication;
  let document: OpenApiDocument;
  let routes: readonly Route[];
  let operations: readonly { readonly path: string; readonly method: string; operation: Json }[];

  beforeAll(async () => {
    const settings = readSettings({});
    const clock = { now: () => Date.UTC(2026, 2, 1, 12) };
    const store = await openEmbeddedEventStore({ folder: IN_MEMORY, clock });
    const { publicKey: key } = await generateKeyPair('EdDSA');
    app = await createHttpServer({
      settings,
      clock,
      store,
      logger: createLogger({ CASELINE_LOG: 'silent' }),
      engine: new CaseEngine({ store, clock, tzVersion: '2026b', recentCases: 100 }),
      queries: noViews,
      telemetry: { metrics: new Metrics(), tracing: noTracing },
      tokens: new TokenVerifier({ issuer: 'i', audience: 'a', key }, clock),
      health: {
        head: () => store.head(),
        lastRecordedAt: () => store.lastRecordedAt(),
        recordedAfter: async () => undefined,
        clockOffsetMs: async () => null,
        readOnlyReason: () => store.readOnlyReason(),
        views: async () => [],
        viewsFailure: () => undefined,
        timekeeper: () => null,
        sealing: () => null,
      },
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    routes = routesOf(app.get(ModulesContainer));
    document = openApiDocument(app);
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
  });

  afterAll(() => app.close());

  test('every route has a description and an access rule of its own', () => {
    expect(routes.length).toBeGreaterThan(20);
    const wanting = routes.filter(({ rule, description }) => !rule || !description);
    expect(wanting.map(({ handler }) => handler)).toEqual([]);
  });

  test('is served to anybody as it is generated', async () => {
    const answer = await app.inject('/openapi.json');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual(JSON.parse(JSON.stringify(document)));
  });

  test('every path is really served, and public exactly where it says so', async () => {
    for (const { path, method, operation } of operations) {
      // The stream needs a role, so that it answers at once here.
      const url = path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000');
      const answer = await app.inject({ method: method.toUpperCase() as 'GET', url });
      const isPublic = (operation['security'] as readonly unknown[]).length === 0;
      expect({ path, method, isPublic: answer.statusCode !== 401 }).toEqual({
        path,
        method,
        isPublic,
      });
      if (path.includes('{')) continue;
      expect({ path, method, status: answer.statusCode }).not.toMatchObject({ status: 404 });
    }
  });

  test('no route of the server is missing in it', () => {
    const documented = new Set(operations.map(({ path, method }) => `${method} ${path}`));
    const missing = routes
      .filter(({ description }) => description?.variants === undefined)
      .filter(({ method, path }) => !documented.has(`${method} ${path}`));
    expect(missing.map(({ handler }) => handler)).toEqual([]);
  });

  test('operation ids are unique words', () => {
    const ids = operations.map(({ operation }) => String(operation['operationId']));
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  });

  test('every reference leads somewhere, and every component is referred to', () => {
    const references = [...objectsIn(document)].flatMap(([, { $ref }]) =>
      typeof $ref === 'string' ? [$ref] : [],
    );
    expect(references.filter((pointer) => at(document, pointer) === undefined)).toEqual([]);
    const { securitySchemes: _, ...components } = document.components;
    const unused = Object.entries(components)
      .flatMap(([section, named]) =>
        Object.keys(named).map((name) => `#/components/${section}/${name}`),
      )
      .filter((pointer) => !references.includes(pointer));
    // Told once for all paths.
    expect(unused.filter((pointer) => !/responses\/Problem40[45]/.test(pointer))).toEqual([]);
  });

  test('path parameters are declared exactly where the path has them', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = ((operation['parameters'] ?? []) as readonly Json[])
        .filter((parameter) => parameter['in'] === 'path')
        .map(({ name }) => name);
      expect({ path, declared }).toEqual({ path, declared: inPath });
    }
    const used = new Set(operations.flatMap(({ path }) => path.match(/(?<=\{)\w+/g) ?? []));
    expect(Object.keys(pathParameters).filter((name) => !used.has(name))).toEqual([]);
  });

  test('no schema was lost: every body, parameter and answer says what it holds', () => {
    const empty = [...objectsIn(document.paths)].filter(
      ([pointer, value]) => pointer.endsWith('/schema') && Object.keys(value).length === 0,
    );
    expect(empty.map(([pointer]) => pointer)).toEqual([]);
    const withBody = operations.filter(({ method }) => method === 'post');
    const bodiless = withBody.filter(({ operation }) => operation['requestBody'] === undefined);
    expect(bodiless.map(({ path }) => path)).toEqual([]);
    const noExample = withBody.filter(
      ({ operation }) => !JSON.stringify(operation['requestBody']).includes('"example":'),
    );
    expect(noExample.map(({ path }) => path)).toEqual([]);
  });

  test('codes in the document are those of the catalogues, all of them', () => {
    const codes = [...objectsIn(document.components['responses'])].flatMap(([pointer, value]) =>
      pointer.endsWith('/properties/code') ? (value['enum'] as readonly string[]) : [],
    );
    expect([...new Set(codes)].sort()).toEqual([...problemCatalogue.keys()].sort());
  });

  test('each code stands at its own status', () => {
    for (const [pointer, value] of objectsIn(document.components['responses'])) {
      if (!pointer.endsWith('/properties/code')) continue;
      const [, status] = /^#\/Problem(\d{3})/.exec(pointer) ?? [];
      for (const code of value['enum'] as readonly string[]) {
        expect({ code, status: String(problemCatalogue.get(code)?.status) }).toEqual({
          code,
          status,
        });
      }
    }
  });

  test('a command says in which states the chart allows it and who may give it', () => {
    const lowering = document.paths['/v1/cases/{caseId}/lower-severity']?.['post'];
    const { facts } = describeLifecycle();
    expect(lowering).toMatchObject({
      operationId: 'lowerSeverityCase',
      'x-roles': ['agent', 'lead'],
      'x-allowed-in': facts.find(({ type }) => type === 'SeverityLowered')?.allowedIn,
      description: expect.stringMatching(/Allowed in: .*responded/),
      security: [{ bearer: [] }],
    });
    expect(document.paths['/v1/cases/{caseId}/{command}']).toBeUndefined();
  });

  test('a command that can be recorded late takes occurredAt beside its own members', () => {
    const body = document.paths['/v1/cases/{caseId}/log-call']?.['post']?.['requestBody'];
    const [, found] = [...objectsIn(body)].find(([pointer]) => pointer.endsWith('/schema')) ?? [];
    expect(found).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { occurredAt: { format: 'date-time' }, direction: {} },
    });
    expect(found).not.toHaveProperty('allOf');
  });

  test('tells its limits', () => {
    expect(document['x-limits']).toEqual({
      maxBodyBytes: 65_536,
      maxPageItems: 200,
      maxWaitMs: 5_000,
      maxIdempotencyKeyLength: 200,
    });
  });

  test('every code is documented where its type points to', async () => {
    const { items } = (await app.inject('/problems')).json<{ items: { type: string }[] }>();
    expect(items).toHaveLength(problemCatalogue.size);
    for (const item of items) {
      const answer = await app.inject(item.type);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual(item);
    }
    const unknown = await app.inject('/problems/no-such-code');
    expect(unknown.json()).toMatchObject({ status: 404, code: 'not-found' });
  });
});
