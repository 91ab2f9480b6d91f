/** Who may do what, and who learns of what, over HTTP. The operations come from OpenAPI. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TokenRole } from '@caseline/api';
import { organizationCommands } from '@caseline/case-domain';
import type { Answer } from '../support/api-world.ts';
import { agreement, CaseDesk, intake, type Customer, type HttpCase } from '../support/case-desk.ts';
import { mondayToFriday } from '../support/draft-packs.ts';

interface Operation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly 'x-roles'?: readonly string[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly example?: object } };
  };
}

const roles = ['administrator', 'agent', 'lead', 'auditor', 'analyst', 'operator'] as const;

let desk: CaseDesk;
let china: Customer;
let worldwide: Customer;
let whatIfId: string;

beforeAll(async () => {
  desk = await CaseDesk.start();
  china = await desk.customer('china', { agreement });
  worldwide = await desk.customer('worldwide');
  await desk.open(china, { severity: 'B' });
  const body = { yaml: mondayToFriday() };
  const asked = await desk.world.post('/v1/what-if', { token: china.administrator, body });
  whatIfId = String(asked.body['whatIfId']);
});

afterAll(() => desk.end());

const tokenOf = (role: TokenRole | 'none', { organizationId }: Customer): string => {
  if (role === 'none') return desk.world.token([], { organizationId });
  return role === 'administrator' ? desk.administratorOf(organizationId) : desk.as(role);
};

/** Fills in the parameters of a path; a case of its own, as commands change it. */
async function pathFor(template: string): Promise<string> {
  const opened = template.includes('{caseId}') ? await desk.open(china, { severity: 'B' }) : null;
  const customer = template.startsWith('/v1/organizations/{') ? await desk.customer('china') : null;
  const values: Readonly<Record<string, string>> = {
    caseId: opened?.caseId ?? '',
    organizationId: customer?.organizationId ?? '',
    objectiveId: 'first-response-1',
    id: 'china-21vianet',
    version: '2',
    code: 'not-found',
    figure: 'attainment',
    whatIfId,
  };
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return filled === '/v1/channels' ? '/v1/channels?pack=worldwide' : filled;
}

async function operations(): Promise<readonly (readonly [string, string, Operation])[]> {
  const { body } = await desk.world.get('/openapi.json', { token: desk.as('agent') });
  const paths = body['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => [method.toUpperCase(), path, told] as const),
  );
  expect(found.length).toBeGreaterThan(40);
  return found;
}

type Asked = readonly [method: string, path: string, told: Operation];

const ask = ([method, path, { requestBody }]: Asked, token?: string) => {
  const example = requestBody?.content['application/json'].example;
  const body = path === '/v1/cases' && method === 'POST' ? intake : example;
  return desk.world.send(method, path, {
    ...(token === undefined ? {} : { token }),
    ...(method === 'POST' ? { body: body ?? {} } : {}),
  });
};

describe('every operation of OpenAPI × every role', () => {
  test('without a token only what says so answers', async () => {
    for (const [method, template, told] of await operations()) {
      const answer = await ask([method, await pathFor(template), told]);
      const isPublic = told.security.length === 0;
      expect({ operation: told.operationId, answered: answer.status !== 401 }).toEqual({
        operation: told.operationId,
        answered: isPublic,
      });
      if (!isPublic) expect(answer.body['code']).toBe('unauthenticated');
    }
  });

  test.each([...roles, 'none'] as const)('%s: 403 exactly where it is not named', async (role) => {
    for (const [method, template, told] of await operations()) {
      const path = await pathFor(template);
      const isOwn = !template.startsWith('/v1/organizations/{') || role !== 'administrator';
      const answer = await ask([method, path, told], tokenOf(role, china));
      const named = told['x-roles']?.includes(role) ?? true;
      const said = { operation: told.operationId, role, status: answer.status };
      if (!named) {
        expect(said).toEqual({ ...said, status: 403 });
      } else if (isOwn) {
        expect([401, 403, 404]).not.toContain(answer.status);
        expect(answer.status).toBeLessThan(500);
      }
    }
  });

  test('several roles may do what one of them may', async () => {
    const opened = await desk.open(china, { severity: 'B' });
    await opened.give('note', { note: 'Seen.' }, desk.world.token(['auditor', 'agent']));
  });
});

describe("another organization's case is 404 everywhere", () => {
  let foreign: HttpCase;
  beforeAll(async () => {
    foreign = await desk.open(china, { severity: 'B' });
  });

  const unknown = '7c0a52c8-5f0e-4f0e-8f43-2f0c6a1b9d20';
  /** Nothing in the answer tells the case from one that does not exist. */
  async function expectUnknown(askFor: (caseId: string) => Promise<Answer>): Promise<void> {
    const [real, none] = [await askFor(foreign.caseId), await askFor(unknown)];
    expect(real).toMatchObject({ status: 404, body: { code: 'not-found' } });
    const withoutIds = ({ status, body }: Answer) => {
      const { instance: _instance, requestId: _requestId, ...said } = body;
      return { status, said };
    };
    expect(withoutIds(real)).toEqual(withoutIds(none));
  }

  test.each([
    '',
    '?asOf=2026-03-02T02:00:00Z',
    '?revision=0',
    '?revision=99',
    '/history',
    '/objectives/first-response-1/explanation',
  ])('GET …%s', async (rest) => {
    const token = worldwide.administrator;
    await expectUnknown((caseId) => desk.world.get(`/v1/cases/${caseId}${rest}`, { token }));
  });

  test('every command, with a body that fits and with one that does not', async () => {
    const token = worldwide.administrator;
    const commands = (await operations()).filter(([, path]) => /\{caseId\}\/[\w-]+$/.test(path));
    for (const [method, path, told] of commands.filter(([verb]) => verb === 'POST')) {
      const to = (caseId: string): string => path.replace('{caseId}', caseId);
      await expectUnknown((caseId) => ask([method, to(caseId), told], token));
      await expectUnknown((caseId) => desk.world.post(to(caseId), { token, body: { x: 1 } }));
      const headers = { 'if-match': '"0"' };
      await expectUnknown((caseId) => desk.world.post(to(caseId), { token, body: {}, headers }));
    }
  });

  test('as the case that an opening follows it is unknown', async () => {
    const following = (followsCaseId: string) =>
      desk.tryToOpen(worldwide, {
        category: null,
        assessment: null,
        followsCaseId,
      });
    const [real, none] = [await following(foreign.caseId), await following(unknown)];
    expect(real.body['code']).toBe('other-case-unknown');
    expect(none.body['code']).toBe('other-case-unknown');
  });

  test("to the provider it is another organization's: neither linked nor merged", async () => {
    const own = await desk.open(worldwide, { category: null, assessment: null });
    const code = 'other-case-of-another-organization';
    await own.refused('merge', { intoCaseId: foreign.caseId }, { code, pointer: '/intoCaseId' });
    const link = { relation: 'relates-to', otherCaseId: foreign.caseId };
    await own.refused('link', link, { code, pointer: '/otherCaseId' });
  });

  test('lists show none of it, also when asked for it by name', async () => {
    const position = await desk.world.server.store.head();
    const named = `organization=${china.organizationId}`;
    for (const list of ['queue', 'queue?asOf=2026-03-02T02:00:00Z', 'sla', 'cases']) {
      for (const narrowed of ['', named]) {
        const path = `/v1/${list}${list.includes('?') ? '&' : '?'}minPosition=${position}`;
        const token = worldwide.administrator;
        const { body } = await desk.world.get(`${path}&limit=200&${narrowed}`, { token });
        expect(JSON.stringify(body['items'])).not.toContain(china.organizationId);
        expect(JSON.stringify(body['items'])).not.toContain(foreign.caseId);
      }
    }
  });

  test('the organization itself is 404, and its commands are not for customers', async () => {
    const path = `/v1/organizations/${china.organizationId}`;
    const token = worldwide.administrator;
    expect(await desk.world.get(path, { token })).toMatchObject({ status: 404 });
    for (const name of Object.keys(organizationCommands).filter((one) => one !== 'register')) {
      const answer = await desk.world.post(`${path}/${name}`, { token, body: {} });
      expect(answer).toMatchObject({ status: 403, body: { code: 'role-missing' } });
    }
  });

  test('a case cannot be opened for another organization', async () => {
    const { organizationId } = china;
    const answer = await desk.tryToOpen(worldwide, { organizationId });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});
