/** The intake of the three clouds, over HTTP: W1, W5, W14, G1 to G3, V3 (RULES.md). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CaseDesk, intake, unratedIntake, type Customer } from '../support/case-desk.ts';

let desk: CaseDesk;
let worldwide: Customer;
let germany: Customer;
let china: Customer;

beforeAll(async () => {
  desk = await CaseDesk.start();
  worldwide = await desk.customer('worldwide');
  germany = await desk.customer('germany');
  china = await desk.customer('china');
});

afterAll(() => desk.end());

const german = { ...unratedIntake, privacyNoticeVersion: '1' };
const employeeOf = ({ organizationId }: Customer): string =>
  desk.world.token([], { organizationId });

async function numberOfCases(customer: Customer): Promise<number> {
  const minPosition = await desk.world.server.store.head();
  const path = `/v1/cases?minPosition=${minPosition}`;
  const answer = await desk.world.get(path, { token: customer.administrator });
  return (answer.body['items'] as readonly unknown[]).length;
}

const W1 = 'W1 "You must be an admin for a business subscription to use these support methods."';

describe(W1, () => {
  test('others are refused with the consumer-support pointer; no stream is created', async () => {
    const position = await desk.world.server.store.head();
    const token = employeeOf(worldwide);
    const answer = await desk.world.post('/v1/cases', { token, body: unratedIntake });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'administrator-required', pointers: [{ id: 'consumer-support' }] },
    });
    expect(await desk.world.server.store.head()).toBe(position);
  });

  test('an administrator is not', async () => {
    const before = await numberOfCases(worldwide);
    await desk.open(worldwide, unratedIntake);
    expect(await numberOfCases(worldwide)).toBe(before + 1);
  });
});

describe(
  'W5 "Enter a description of your issue, confirm your contact number and email address, ' +
    'select your preferred contact method"',
  () => {
    const { requester } = intake;
    const phone = { contactMethod: 'email', requester: { ...requester, phone: null } };
    const email = { requester: { ...requester, email: null } };
    const missing: readonly (readonly [string, object, string])[] = [
      ['description-missing', { description: null }, '/description'],
      ['phone-missing', phone, '/requester/phone'],
      ['email-missing', email, '/requester/email'],
      [
        'phone-confirmation-missing',
        { contactConfirmed: { email: true, phone: false } },
        '/contactConfirmed/phone',
      ],
      [
        'email-confirmation-missing',
        { contactConfirmed: { email: false, phone: true } },
        '/contactConfirmed/email',
      ],
      ['contact-method-missing', { contactMethod: null }, '/contactMethod'],
    ];

    test.each(missing)('%s is its own error', async (code, lack, pointer) => {
      const { status, body } = await desk.tryToOpen(worldwide, { ...unratedIntake, ...lack });
      expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'intake-incomplete' });
      expect(body['errors']).toEqual([{ code, pointer, detail: expect.any(String) }]);
    });

    test('a bare intake has all six errors at once', async () => {
      const body = { kind: 'technical', title: 'Help', requester: { name: 'Ann' } };
      const token = worldwide.administrator;
      const answer = await desk.world.post('/v1/cases', { token, body });
      const errors = answer.body['errors'] as readonly { readonly code: string }[];
      expect(errors.map(({ code }) => code)).toEqual(missing.map(([code]) => code));
    });

    test.each(['phone', 'email'])('the method %s is offered', async (contactMethod) => {
      const opened = await desk.open(worldwide, { ...unratedIntake, contactMethod });
      expect((await opened.fact('CaseOpened')).data).toMatchObject({ contactMethod });
    });

    test('another method is not', async () => {
      const answer = await desk.tryToOpen(worldwide, { ...unratedIntake, contactMethod: 'fax' });
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'invalid-request', errors: [{ pointer: '/contactMethod' }] },
      });
    });
  },
);

describe('W14 a case under a pack without targets opens, runs and closes with no SLA error', () => {
  test('its SLA view says "no target", not "met"', async () => {
    const opened = await desk.at('2026-03-02T02:00:00Z').open(worldwide, unratedIntake);
    const line = async () => {
      const position = await desk.world.server.store.head();
      const path = `/v1/cases?limit=200&minPosition=${position}`;
      const { body } = await desk.world.get(path, { token: worldwide.administrator });
      const items = body['items'] as readonly Readonly<Record<string, unknown>>[];
      return items.find(({ caseId }) => caseId === opened.caseId);
    };
    expect(await line()).toMatchObject({ severity: null, dueAt: null, hasTarget: false });
    await opened.give('triage');
    desk.at('2026-05-01T02:00:00Z');
    await opened.give('first-response', { message: 'We are on it.' });
    await opened.give('update', { message: 'Still on it.' });
    await opened.give('request-information', { question: 'Since when?' });
    await opened.give('reply', { message: 'Since nine.' });
    await opened.give('resolve', { resolution: 'solved', summary: 'Renewed.' });
    expect(await line()).toMatchObject({ status: 'resolved', hasTarget: false, clocks: [] });
    desk.at('2026-05-08T02:00:00Z');
    await opened.until(({ state }) => state.lifecycle.status === 'closed');
    const told = (await opened.history()).map(({ type }) => type);
    expect(told.filter((type) => type.startsWith('Sla'))).toEqual([]);
    const { state } = await opened.read();
    expect(state.objectives).toEqual([]);
  });

  test('no severity is set, proposed or raised where there is none', async () => {
    const opened = await desk.open(worldwide, unratedIntake);
    const proposal = { severity: 'A', justification: 'It is urgent.' };
    await opened.refused('propose-severity', proposal, { code: 'proposal-not-offered' });
    await opened.refused('triage', { severity: 'B' }, { code: 'severity-not-offered' });
  });
});

describe('G1 "which has domains ending onmicrosoft.de": routed by tenant domain', () => {
  const packOf = async ({ organizationId, administrator: token }: Customer) => {
    const { body } = await desk.world.get(`/v1/organizations/${organizationId}`, { token });
    return (body['organization'] as Readonly<Record<string, unknown>>)['packId'];
  };

  test('a tenant of onmicrosoft.de is served by the German pack', async () => {
    expect(await packOf(germany)).toBe('germany');
    const opened = await desk.open(germany, german);
    const { pack } = (await opened.fact('CaseOpened')).data;
    expect(pack).toEqual({ id: 'germany', version: 2 });
  });

  test.each([
    ['partner.onmschina.cn', 'china-21vianet'],
    ['onmicrosoft.com', 'worldwide'],
    ['notonmicrosoft.de', 'worldwide'],
    ['onmicrosoft.de.example', 'worldwide'],
  ])('a tenant of %s by %s', async (suffix, packId) => {
    const domains = [`fabrikam.${suffix}`];
    const customer = await desk.customer('worldwide', { domains });
    expect(await packOf(customer)).toBe(packId);
  });

  test('another pack cannot be named for a tenant of onmicrosoft.de', async () => {
    const body = {
      name: 'Fabrikam',
      domains: ['fabrikam.onmicrosoft.de'],
      country: 'DE',
      zone: 'Europe/Berlin',
      subscription: 'paid',
      packId: 'worldwide',
    };
    const answer = await desk.world.post('/v1/organizations', { token: desk.as('operator'), body });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'pack-claimed-by-domain', packId: 'germany', pointer: '/packId' },
    });
  });
});

describe('G2 administrators only', () => {
  test('an employee is pointed to their own administrator', async () => {
    const token = employeeOf(germany);
    const answer = await desk.world.post('/v1/cases', { token, body: german });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'administrator-required', pointers: [{ id: 'own-administrator' }] },
    });
  });

  test('every customer-side command needs the role', async () => {
    const opened = await desk.open(germany, german);
    const reply = { message: 'It is back.' };
    const refusal = { status: 403, code: 'administrator-required', token: employeeOf(germany) };
    await opened.refused('reply', reply, refusal);
  });
});

describe('G3 "on behalf of Office 365 Germany users in your organization"', () => {
  test('the requester and the affected users are separate', async () => {
    const opened = await desk.open(germany, { ...german, affectedUsers: ['Jan', 'Ute'] });
    const { dossier } = await opened.read();
    expect(dossier).toMatchObject({
      requester: { name: intake.requester.name },
      affectedUsers: ['Jan', 'Ute'],
    });
    const corrected = { name: 'Uwe', email: 'uwe@contoso.example', phone: '+49 30 5555 0100' };
    await opened.give('correct-contact', {
      requester: corrected,
      contactConfirmed: { email: true, phone: true },
      reachableAroundTheClock: false,
    });
    expect((await opened.read()).dossier).toMatchObject({
      requester: corrected,
      affectedUsers: ['Jan', 'Ute'],
    });
  });
});

describe(
  'V3 Administrators "are the only ones in the customer\'s organization authorized to … ' +
    'communicate directly with 21Vianet"',
  () => {
    const commands = [
      ['reply', { message: 'It is every browser.' }],
      ['propose-severity', { severity: 'B', justification: 'It has spread.' }],
      ['impact-statement', { statement: 'Nobody gets an order.' }],
      ['withdraw', { reason: 'It was our own mistake.' }],
    ] as const;

    test.each(commands)('%s needs the role too, also in mid-case', async (name, payload) => {
      const opened = await desk.open(china, { severity: 'B' });
      const refusal = { status: 403, code: 'administrator-required' };
      const pointers = [{ id: 'community-forums' }, { id: 'own-administrator' }];
      const token = employeeOf(china);
      await opened.refused(name, payload, { ...refusal, pointers, token });
      await opened.give(name, payload);
    });

    test('whoever loses the role is stopped at the next command', async () => {
      const { organizationId } = china;
      const same = { subject: 'li.na@contoso.example', organizationId };
      const before = desk.world.token(['administrator'], same);
      const after = desk.world.token([], same);
      const opened = await desk.open({ organizationId, administrator: before }, { severity: 'B' });
      const reply = { message: 'It is every browser.' };
      await opened.give('reply', reply, before);
      const refusal = { status: 403, code: 'administrator-required', token: after };
      await opened.refused('reply', reply, refusal);
    });

    test('an administrator of another organization does not even learn of the case', async () => {
      const opened = await desk.open(china, { severity: 'B' });
      const token = worldwide.administrator;
      const reply = { message: 'Hello.' };
      await opened.refused('reply', reply, { status: 404, code: 'not-found', token });
    });
  },
);
