/**
 * Bad input over HTTP: each a problem with a stable code and a pointer, never a 5xx of ours, and
 * nothing is recorded.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, Ask } from '../support/api-world.ts';
import { agreement, CaseDesk, intake, type Customer, type HttpCase } from '../support/case-desk.ts';

const NOBODY = '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20';
const KIBIBYTE = 1_024;

let desk: CaseDesk;
let customer: Customer;
let opened: HttpCase;
let position: number;

beforeAll(async () => {
  desk = await CaseDesk.start({ settings: { CASELINE_WAIT_MS: '100' } });
  customer = await desk.customer('china', { agreement });
  opened = await desk.open(customer, { severity: 'B' });
});

beforeEach(async () => {
  position = await desk.world.server.store.head();
});

afterEach(async () => {
  expect(await desk.world.server.store.head()).toBe(position);
});

afterAll(() => desk.end());

/** What a refusal must say beside what every problem says. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly [fact: string]: unknown;
}

/** One error too many is a difference. */
function expectProblem(answer: Answer, expected: Refusal): void {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const { status, code } = expected;
  const frame = { type: `/problems/${code}`, status, code };
  expect(answer).toMatchObject({ status, body: { ...expected, ...frame } });
  for (const member of ['title', 'detail', 'instance', 'requestId']) {
    expect(answer.body[member]).toEqual(expect.stringMatching(/./));
  }
}

const wrong = (pointer: string, code: string) => ({
  status: 422,
  code: 'invalid-request',
  errors: [{ pointer, code, detail: expect.any(String) }],
});

const postCase = (ask: Ask): Promise<Answer> =>
  desk.world.post('/v1/cases', { token: customer.administrator, ...ask });

describe('a body that does not fit', () => {
  const { title: _, ...untitled } = intake;
  const { requester } = intake;

  test.each([
    ['an unknown field', { ...intake, extra: 1 }, wrong('/extra', 'unknown-field')],
    [
      'an unknown field within',
      { ...intake, requester: { ...requester, 'nick/name': 'x' } },
      wrong('/requester/nick~1name', 'unknown-field'),
    ],
    ['a wrong type', { ...intake, title: 5 }, wrong('/title', 'invalid-type')],
    ['a missing field', untitled, wrong('/title', 'required')],
    ['a text that is too long', { ...intake, title: 'x'.repeat(201) }, wrong('/title', 'too-big')],
    ['an unknown word', { ...intake, channel: 'fax' }, wrong('/channel', 'invalid-value')],
    ['no UUID', { ...intake, followsCaseId: 'x' }, wrong('/followsCaseId', 'invalid-format')],
    ['a list', [], wrong('', 'invalid-type')],
    ['a text', '"text"', wrong('', 'invalid-type')],
    ['half a character', `{"kind":"technical","title":"\\ud800","requester":{"name":"x"}}`,
      wrong('/title', 'ill-formed-text')],
  ])('%s', async (_name, body, expected) => {
    expectProblem(await postCase({ body }), expected);
  });

  test('several faults are named at once', async () => {
    const answer = await postCase({ body: {} });
    const errors = answer.body['errors'] as readonly { readonly pointer: string }[];
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/kind', '/title', '/requester']);
  });

  test.each([
    ['truncated', '{"kind":'],
    ['empty', ''],
    ['with a prototype', '{"__proto__":{"isAdmin":true}}'],
    ['with a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
    ['in another notation', 'kind: technical'],
  ])('JSON %s', async (_name, body) => {
    expectProblem(await postCase({ body }), { status: 400, code: 'malformed-json' });
  });

  test.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'json'])(
    'the media type %s',
    async (type) => {
      const answer = await postCase({ body: '{}', headers: { 'content-type': type } });
      expectProblem(answer, { status: 415, code: 'unsupported-media-type' });
    },
  );

  test('over 64 KiB, to the byte', async () => {
    const body = (bytes: number): string => `{"x":"${'x'.repeat(bytes - 8)}"}`;
    const tooLarge = { status: 413, code: 'body-too-large' };
    expectProblem(await postCase({ body: body(64 * KIBIBYTE + 1) }), tooLarge);
    expect((await postCase({ body: body(64 * KIBIBYTE) })).body['code']).toBe('invalid-request');
  });

  test('twenty thousand brackets deep', async () => {
    const body = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    expectProblem(await postCase({ body }), wrong('', 'invalid-type'));
  });
});

describe('ids that name nothing', () => {
  test.each([
    ['GET', `/v1/cases/${NOBODY}`],
    ['GET', `/v1/cases/${NOBODY}/history`],
    ['GET', `/v1/cases/${NOBODY}/objectives/first-response-1/explanation`],
    ['POST', `/v1/cases/${NOBODY}/note`],
    ['GET', `/v1/organizations/${NOBODY}`],
    ['GET', '/v1/policies/worldwide/9'],
    ['GET', '/v1/policies/nobodys/1'],
    ['GET', '/v1/channels?pack=nobodys'],
    ['GET', '/problems/nobodys'],
    ['GET', '/v1/nothing'],
    ['GET', '/v1/cases/%'],
    ['POST', '/v1/nothing'],
  ])('%s %s', async (method, path) => {
    const body = method === 'POST' ? { note: 'x' } : undefined;
    const answer = await desk.world.send(method, path, { token: desk.as('agent'), body });
    expectProblem(answer, { status: 404, code: 'not-found' });
  });

  test('an objective, a revision and an instant that the case does not have', async () => {
    const path = `/v1/cases/${opened.caseId}`;
    const token = desk.as('agent');
    const missing = { status: 404, code: 'not-found' };
    const of = `${path}/objectives/resolution-1/explanation`;
    const objectives = ['first-response-1'];
    expectProblem(await desk.world.get(of, { token }), { ...missing, objectives });
    expectProblem(await desk.world.get(`${path}?revision=99`, { token }), missing);
    expectProblem(await desk.world.get(`${path}?asOf=2020-01-01T00:00:00Z`, { token }), missing);
  });

  test.each([
    ['link', { relation: 'relates-to', otherCaseId: NOBODY }, '/otherCaseId'],
    ['merge', { intoCaseId: NOBODY }, '/intoCaseId'],
  ])('another case that %s names', async (name, body, pointer) => {
    const answer = await opened.send(name, body);
    expectProblem(answer, { status: 422, code: 'other-case-unknown', pointer });
  });

  test('the case that an opening follows, and the organization', async () => {
    const follows = await postCase({ body: { ...intake, followsCaseId: NOBODY } });
    const followed = { code: 'other-case-unknown', pointer: '/followsCaseId' };
    expectProblem(follows, { status: 422, ...followed });
    const body = { ...intake, organizationId: NOBODY };
    const unknown = await postCase({ token: desk.as('agent'), body });
    const pointer = '/organizationId';
    expectProblem(unknown, { status: 422, code: 'organization-unknown', pointer });
  });

  test.each([
    ['GET', '/v1/cases/abc', 'caseId'],
    ['POST', '/v1/cases/abc/note', 'caseId'],
    ['GET', '/v1/organizations/abc', 'organizationId'],
    ['GET', '/v1/policies/worldwide/x', 'version'],
  ])('%s %s: a parameter of the path', async (method, path, pointer) => {
    const answer = await desk.world.send(method, path, { token: desk.as('agent') });
    const code = pointer === 'version' ? 'invalid-type' : 'invalid-format';
    expectProblem(answer, wrong(pointer, code));
  });
});

describe('questions that cannot be answered', () => {
  test.each([
    ['queue?limit=0', 'limit', 'too-small'],
    ['queue?limit=201', 'limit', 'too-big'],
    ['cases?limit=1.5', 'limit', 'invalid-type'],
    ['sla?limit=many', 'limit', 'invalid-type'],
    ['queue?limit=1&limit=2', 'limit', 'invalid-type'],
    ['queue?cursor=zzz', 'cursor', 'bad-cursor'],
    ['sla?cursor=eyJhIjoxfQ', 'cursor', 'bad-cursor'],
    ['cases?cursor=', 'cursor', 'too-small'],
    ['queue?order=age', 'order', 'unknown-field'],
    ['queue?asOf=yesterday', 'asOf', 'invalid-format'],
    ['queue?asOf=2026-02-30T00:00:00Z', 'asOf', 'invalid-format'],
    ['queue?timeline=imagined', 'timeline', 'invalid-value'],
    ['sla?state=late', 'state', 'invalid-value'],
    ['cases?severity=D', 'severity', 'invalid-value'],
    ['queue?organization=1', 'organization', 'invalid-format'],
    ['queue?minPosition=-1', 'minPosition', 'too-small'],
    ['feed?after=-2', 'after', 'too-small'],
    ['channels?country=germany', 'country', 'invalid-format'],
  ])('GET /v1/%s', async (path, pointer, code) => {
    const answer = await desk.world.get(`/v1/${path}`, { token: desk.as('agent') });
    expectProblem(answer, wrong(pointer, code));
  });

  test.each(['queue', 'sla', 'case'])('%s as of an instant to come', async (view) => {
    const path = view === 'case' ? `cases/${opened.caseId}` : view;
    const ask = { token: desk.as('agent') };
    const answer = await desk.world.get(`/v1/${path}?asOf=2026-03-02T02:00:00.001Z`, ask);
    const errors = [{ pointer: 'asOf', code: 'instant-in-the-future', detail: 'is after now' }];
    expectProblem(answer, { status: 422, code: 'instant-in-the-future', errors });
  });

  test('a cursor of another question', async () => {
    const token = desk.as('agent');
    const position = await desk.world.server.store.head();
    const page = await desk.world.get(`/v1/queue?limit=1&minPosition=${position}`, { token });
    expect(page.body['items']).toHaveLength(1);
    const history = `/v1/cases/${opened.caseId}/history`;
    const first = await desk.world.get(`${history}?limit=1`, { token });
    const cursor = encodeURIComponent(String(first.body['cursor']));
    const answer = await desk.world.get(`/v1/sla?cursor=${cursor}`, { token });
    expectProblem(answer, wrong('cursor', 'bad-cursor'));
  });

  test('a position that is not reached within the bound', async () => {
    const ask = { token: desk.as('agent') };
    const answer = await desk.world.get('/v1/queue?minPosition=999999', ask);
    expectProblem(answer, { status: 503, code: 'position-not-reached' });
    expect(answer.headers.get('retry-after')).toBe('1');
  });
});

describe('a method that a path does not have', () => {
  test.each([
    ['DELETE', '/v1/cases', 'GET, HEAD, POST'],
    ['PUT', `/v1/cases/${NOBODY}`, 'GET, HEAD'],
    ['PATCH', '/v1/queue?limit=1', 'GET, HEAD'],
    ['GET', `/v1/cases/${NOBODY}/triage`, 'POST'],
  ])('%s %s', async (method, path, allow) => {
    const answer = await desk.world.send(method, path, { token: desk.as('agent') });
    expectProblem(answer, { status: 405, code: 'method-not-allowed' });
    expect(answer.headers.get('allow')).toBe(allow);
  });
});
