/** Retries and revisions over HTTP: one effect and the same answer, also after a restart. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseDesk, intake, type Customer, type HttpCase } from '../support/case-desk.ts';

let desk: CaseDesk;
let customer: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  customer = await desk.customer('china');
});

afterAll(() => desk.end());

let keys = 0;
const newKey = (): string => `key-${(keys += 1)}`;

const assign = (one: HttpCase, body: object, headers: Readonly<Record<string, string>>) =>
  desk.world.post(`/v1/cases/${one.caseId}/assign`, { token: desk.as('agent'), body, headers });

describe('Idempotency-Key', () => {
  test('the same key and body: one effect, the same answer, a header that says so', async () => {
    const opened = await desk.open(customer);
    const headers = { 'idempotency-key': newKey() };
    const first = await assign(opened, { team: 'identity' }, headers);
    await opened.give('note', { note: 'Something else happened meanwhile.' });
    const again = await assign(opened, { team: 'identity' }, headers);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    await opened.fact('CaseAssigned');
  });

  test('a retry of an opening finds the case that it opened', async () => {
    const token = customer.administrator;
    const headers = { 'idempotency-key': newKey() };
    const open = () => desk.world.post('/v1/cases', { token, body: intake, headers });
    const [first, again] = [await open(), await open()];
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  test('twenty at once are one', async () => {
    const opened = await desk.open(customer);
    const headers = { 'idempotency-key': newKey() };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => assign(opened, { team: 'identity' }, headers)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await opened.fact('CaseAssigned');
  });

  test('quoted it is the same key', async () => {
    const opened = await desk.open(customer);
    const key = newKey();
    const first = await assign(opened, { team: 'identity' }, { 'idempotency-key': key });
    const again = await assign(opened, { team: 'identity' }, { 'idempotency-key': `"${key}"` });
    expect(again.body).toEqual(first.body);
  });

  test('another body or another command under the same key is refused', async () => {
    const opened = await desk.open(customer);
    const headers = { 'idempotency-key': newKey() };
    await assign(opened, { team: 'identity' }, headers);
    const reused = { status: 422, body: { code: 'idempotency-key-reused' } };
    expect(await assign(opened, { team: 'mail' }, headers)).toMatchObject(reused);
    const path = `/v1/cases/${opened.caseId}/note`;
    const ask = { token: desk.as('agent'), body: { note: 'Seen.' }, headers };
    expect(await desk.world.post(path, ask)).toMatchObject(reused);
    const state = (await opened.read()).state;
    expect(state['team']).toBe('identity');
  });

  test('a refusal uses up no key: the command may be mended and given again', async () => {
    const opened = await desk.open(customer);
    const headers = { 'idempotency-key': newKey() };
    expect((await assign(opened, {}, headers)).status).toBe(422);
    expect((await assign(opened, { team: 'identity' }, headers)).status).toBe(200);
  });

  test.each(['', 'a b', '""', 'x'.repeat(201)])('the key "%s" is none', async (key) => {
    const opened = await desk.open(customer);
    const answer = await assign(opened, { team: 'identity' }, { 'idempotency-key': key });
    const errors = [{ pointer: 'Idempotency-Key', code: 'invalid-idempotency-key' }];
    const body = { code: 'invalid-idempotency-key', errors };
    expect(answer).toMatchObject({ status: 400, body });
    expect((await opened.read()).revision).toBe(1);
  });
});

describe('If-Match', () => {
  test('the ETag that was read goes through once; then it is stale', async () => {
    const opened = await desk.open(customer);
    const token = desk.as('agent');
    const { headers } = await desk.world.get(`/v1/cases/${opened.caseId}`, { token });
    const condition = { 'if-match': headers.get('etag') ?? '' };
    const first = await assign(opened, { team: 'identity' }, condition);
    expect(first).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(first.headers.get('etag')).toBe('"2"');
    const stale = await assign(opened, { team: 'mail' }, condition);
    const body = { code: 'stale-revision', revision: 2 };
    expect(stale).toMatchObject({ status: 412, body });
    expect((await opened.read()).state['team']).toBe('identity');
  });

  test('of ten who read the same only one is taken', async () => {
    const opened = await desk.open(customer);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        assign(opened, { team: `team-${index}` }, { 'if-match': '"1"' }),
      ),
    );
    const taken = answers.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(9);
  });

  test('an opening has nothing to match', async () => {
    const ask = { token: customer.administrator, body: intake, headers: { 'if-match': '"0"' } };
    expect(await desk.world.post('/v1/cases', ask)).toMatchObject({
      status: 412,
      body: { code: 'stale-revision' },
    });
  });

  test.each(['W/"1"', '"1", "2"', '*', '1', '""', '"01"', '"-1"'])('%s', async (tag) => {
    const opened = await desk.open(customer);
    const answer = await assign(opened, { team: 'identity' }, { 'if-match': tag });
    const errors = [{ pointer: 'If-Match', code: 'invalid-if-match' }];
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-if-match', errors } });
    expect((await opened.read()).revision).toBe(1);
  });
});

test('after a restart a retry gives the same answer, and nothing is lost', async () => {
  const opened = await desk.open(customer);
  const headers = { 'idempotency-key': newKey() };
  const first = await assign(opened, { team: 'identity' }, headers);
  const openKey = { 'idempotency-key': newKey() };
  const token = customer.administrator;
  const openOnce = { token, body: intake, headers: openKey };
  const firstOpened = await desk.world.post('/v1/cases', openOnce);
  const before = { shown: await opened.read(), facts: await opened.history() };
  const position = await desk.world.server.store.head();

  await desk.world.restart();

  expect(await desk.world.server.store.head()).toBe(position);
  expect({ shown: await opened.read(), facts: await opened.history() }).toEqual(before);
  const again = await assign(opened, { team: 'identity' }, headers);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect((await desk.world.post('/v1/cases', openOnce)).body).toEqual(firstOpened.body);
  const other = await assign(opened, { team: 'mail' }, headers);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
  expect(await desk.world.server.store.head()).toBe(position);
});
