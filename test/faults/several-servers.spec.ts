/** Several servers on one EventStoreDB and one PostgreSQL: what one does, the others know. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shippedPackText } from '@caseline/support-policy';
import { ApiWorld } from '../support/api-world.ts';
import { agreement, CaseDesk, HttpCase, type Customer } from '../support/case-desk.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { describeUnless } from '../support/skipping.ts';
import { openRemoteStores } from '../support/test-stores.ts';

/** How often something is asked for that comes by itself; each time is a round trip. */
const MAX_LOOKS = 2_000;
/** How long two servers may take to start on a machine that is busy. */
const START_MS = 60_000;

let desk: CaseDesk;
let other: CaseDesk;
let customer: Customer;

beforeAll(async () => {
  const stores = await openRemoteStores();
  desk = await CaseDesk.start({ stores });
  const { folder, clock } = desk.world;
  const sameStores = { ...stores, end: async () => undefined };
  other = await CaseDesk.start({ stores: sameStores, folder, clock });
  customer = await desk.customer('china');
}, START_MS);

afterAll(async () => {
  await other.world.server.close();
  await desk.end();
});

const onOther = (one: HttpCase): HttpCase => new HttpCase(other, customer, one.caseId);

/** What an open feed says until it is enough, or until it ends. */
async function told(
  world: ApiWorld,
  lastId: number | null,
  isEnough: (text: string) => boolean,
): Promise<string> {
  const enough = new AbortController();
  const response = await fetch(new URL('/v1/feed', world.server.url), {
    headers: {
      authorization: `Bearer ${world.token(['auditor'])}`,
      ...(lastId === null ? {} : { 'last-event-id': String(lastId) }),
    },
    signal: enough.signal,
  });
  let text = '';
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (isEnough(text)) break;
  }
  enough.abort();
  return text;
}

const idsIn = (text: string): readonly number[] =>
  [...text.matchAll(/^id: (\d+)\nevent: (?!caught-up)/gm)].map(([, id]) => Number(id));

describeUnless(whyNoPostgres(), 'two servers on the same stores', () => {
  describe('a case', () => {
    test('is judged as it is, not as the server knew it', async () => {
      const here = await desk.open(customer);
      const there = onOther(here);
      await there.give('triage', { severity: 'B', category: 'configuration' });
      await here.give('resolve', { resolution: 'solved', summary: 'The certificate is new.' });
      // The other server last saw a case that is open: there is nothing to reopen about it.
      await there.give('reopen', { reason: 'It is back.' });
      expect((await here.read()).state.lifecycle.status).toBe('responded');
    });

    test('has one revision: If-Match of one server holds on the other', async () => {
      const here = await desk.open(customer);
      await onOther(here).give('note', { note: 'The other server knows the case.' });
      await here.give('note', { note: 'And then it was changed here.' });
      const { revision } = await here.read();
      const answer = await other.world.post(`/v1/cases/${here.caseId}/note`, {
        token: other.as('agent'),
        body: { note: 'From what was read here.' },
        headers: { 'if-match': `"${revision}"` },
      });
      expect(answer.status).toBe(200);
    });

    test('is changed once by a command that is repeated on the other server', async () => {
      const here = await desk.open(customer);
      const headers = { 'idempotency-key': 'once-for-both' };
      const send = ({ world }: CaseDesk) =>
        world.post(`/v1/cases/${here.caseId}/assign`, {
          ...{ token: desk.as('agent'), body: { team: 'identity' }, headers },
        });
      const [first, again] = [await send(desk), await send(other)];
      expect(again.body).toEqual(first.body);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      await here.fact('CaseAssigned');
    });

    test('can be found on the other server once the views are there', async () => {
      const here = await desk.open(customer);
      const answer = await here.send('note', { note: 'Where am I?' });
      const path = `/v1/queue?limit=200&minPosition=${String(answer.body['position'])}`;
      const page = await other.world.get(path, { token: other.as('agent') });
      expect(page.status).toBe(200);
      expect(JSON.stringify(page.body)).toContain(here.caseId);
    });
  });

  describe('packs and agreements', () => {
    test('of one server hold on the other', async () => {
      const { organizationId } = customer;
      await other.open(customer);
      const token = desk.as('operator');
      const path = `/v1/organizations/${organizationId}/sign-agreement`;
      expect(await desk.world.post(path, { token, body: agreement })).toMatchObject({
        status: 200,
      });
      const { text } = shippedPackText('china-21vianet');
      const version = Number(/^version: (\d+)$/m.exec(text)?.[1]) + 1;
      const yaml = text.replace(/^version: \d+$/m, `version: ${version}`);
      const published = await desk.world.post('/v1/policies', { token, body: { yaml } });
      expect(published).toMatchObject({ status: 200, body: { published: true } });
      await untilListed('china-21vianet', version);
      // The agreement was signed before the pack was published, so it is known by now too.
      const opened = await other.open(customer, { severity: 'A' });
      expect((await opened.read()).state).toMatchObject({
        severity: 'A',
        pack: { id: 'china-21vianet', version },
      });
    });

    async function untilListed(id: string, version: number): Promise<void> {
      for (let look = 0; look < MAX_LOOKS; look += 1) {
        const { body } = await other.world.get('/v1/policies', { token: other.as('agent') });
        const items = body['items'] as readonly { id: string; version: number }[];
        if (items.some((item) => item.id === id && item.version === version)) return;
      }
      throw new Error(`${id}@${version} is not known on the other server`);
    }
  });

  describe('a feed', () => {
    test('goes on without a gap on the other server', async () => {
      const one = await desk.open(customer);
      const from = await desk.world.server.store.head();
      for (let note = 0; note < 3; note += 1) await one.give('note', { note: `${note}` });
      const before = idsIn(await told(desk.world, from, (text) => idsIn(text).length >= 2));
      for (let note = 0; note < 3; note += 1) await onOther(one).give('note', { note: `${note}` });
      const last = before[1] ?? 0;
      const after = idsIn(await told(other.world, last, (text) => idsIn(text).length >= 4));
      const everything = idsIn(await told(other.world, from, (text) => idsIn(text).length >= 6));
      expect([...before.slice(0, 2), ...after].slice(0, 6)).toEqual(everything.slice(0, 6));
    });

    test.each([
      ['of another log', 5, 'position-unknown'],
      ['behind the end', 1_000_000_000, 'position-ahead-of-log'],
    ])('from a position %s is refused', async (_, ahead, code) => {
      const head = await desk.world.server.store.head();
      const lastId = code === 'position-unknown' ? head - ahead : head + ahead;
      const answer = await desk.world.get('/v1/feed', {
        token: desk.as('auditor'),
        headers: { 'last-event-id': String(lastId) },
      });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ code }] } });
    });
  });

  describe('a server that ends', () => {
    test('answers what is under way and sends its feeds to the other', async () => {
      const one = await other.open(customer);
      const { folder, clock } = desk.world;
      const { stores } = other.world;
      const leaving = await ApiWorld.start({ stores, folder, clock });
      const head = await leaving.server.store.head();
      const token = leaving.token(['agent']);
      const waiting = leaving.get(`/v1/queue?limit=1&minPosition=${head + 1}`, { token });
      let hear = (): void => undefined;
      const heard = new Promise<void>((resolve) => (hear = resolve));
      const feed = told(leaving, head, (text) => {
        if (text.includes('caught-up')) hear();
        return false;
      });
      await heard;
      const closed = leaving.server.close();
      expect(await feed).toMatch(/retry: \d+\n: the server ends; connect again\n\n$/);
      await one.give('note', { note: 'The views move on.' });
      expect((await waiting).status).toBe(200);
      await closed;
      await expect(leaving.get('/health/live')).rejects.toThrow();
    });
  });
});
