import { beforeEach, describe, expect, test } from '@jest/globals';
import { CaseEngine } from '@caseline/case-engine';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPack, shippedPackText, SHIPPED_PACK_IDS } from '@caseline/support-policy';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import type { Principal } from '../access/principal.ts';
import { Problem } from '../problems/problem.ts';
import { ChannelsController } from './channels.controller.ts';
import { PoliciesController } from './policies.controller.ts';
import { channelsAnswer, policyAnswer, policyList } from './policy-answers.ts';

const clock = { now: () => Date.UTC(2026, 2, 1, 12) };
const operator: Principal = { subject: 'op-1', roles: ['operator'] };

/** Only what the controllers look at. */
const requestOf = (principal: Principal): AuthenticatedRequest =>
  ({ principal, id: 'request-1' }) as AuthenticatedRequest;

const refusalOf = async (refused: Promise<unknown>): Promise<Problem['details']> => {
  const error = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error.details;
  throw new Error('was not refused', { cause: error });
};

describe('policies over the API', () => {
  let engine: CaseEngine;
  let policies: PoliciesController;
  let channels: ChannelsController;

  beforeEach(async () => {
    const store = await openEmbeddedEventStore({ folder: IN_MEMORY, clock });
    engine = new CaseEngine({ store, clock, tzVersion: '2026b', recentCases: 100 });
    for (const id of SHIPPED_PACK_IDS) {
      const by = { actor: { id: 'caseline', role: 'engine' }, correlationId: 'start' };
      await engine.policies.publish(shippedPack(id), by);
    }
    policies = new PoliciesController(engine);
    channels = new ChannelsController(engine);
  });

  const publish = (yaml: string) => policies.publish({ yaml }, requestOf(operator));
  const germany = shippedPackText('germany').text;
  const nextGermany = germany.replace(/^version: 2$/m, 'version: 3');

  test('every published version is listed and can be read whole', async () => {
    const { items } = policyList.parse(policies.list());
    expect(items.map(({ id }) => id)).toEqual(['china-21vianet', 'germany', 'worldwide']);
    const read = policyAnswer.parse(await policies.read('germany', 2));
    const hash = shippedPack('germany').packHash;
    expect(read).toMatchObject({ hash, content: { id: 'germany' } });
  });

  test('a new version is published once', async () => {
    expect(await publish(nextGermany)).toMatchObject({ version: 3, published: true });
    expect(await publish(nextGermany)).toMatchObject({ version: 3, published: false });
    expect(policies.list().items).toHaveLength(4);
    expect(await policies.read('germany', 3)).toMatchObject({ version: 3 });
  });

  test('a published version never changes', async () => {
    const other = germany.replace(/^name: .*$/m, 'name: Another name');
    expect(await refusalOf(publish(other))).toMatchObject({
      code: 'policy-version-immutable',
      status: 409,
    });
  });

  test('every fault of a pack is told with path, line and reason', async () => {
    const broken = germany.replace(/^version: 2$/m, 'version: one\nsecret: 1');
    const { code, status, errors } = await refusalOf(publish(broken));
    expect({ code, status }).toEqual({ code: 'invalid-request', status: 422 });
    expect(errors).toEqual([
      expect.objectContaining({ path: 'version', reason: 'not a whole number', line: 5 }),
      expect.objectContaining({ path: 'secret', reason: 'unknown key', line: 6 }),
    ]);
  });

  test.each(['nobody', 'germany'])('what is not published is not found: %s', async (id) => {
    const { code } = await refusalOf(policies.read(id, 9));
    expect(code).toBe('not-found');
  });

  test('a country of the directory has its numbers, hours and notes (G6, G7)', async () => {
    const query = { pack: 'germany', country: 'DE' };
    const answer = channelsAnswer.parse(await channels.read(query, requestOf(operator)));
    expect(answer.phone).toMatchObject({ listed: true, path: null });
    expect(answer.phone?.numbers.map(({ number }) => number)).toContain('0800 589 2330');
    expect(answer.phone?.notes.join(' ')).toMatch(/avoided/);
    expect(answer.privacyNotice).not.toBeNull();
  });

  test('a country that is not listed has a path (W13)', async () => {
    const query = { pack: 'worldwide', country: 'AQ' };
    const answer = channelsAnswer.parse(await channels.read(query, requestOf(operator)));
    expect(answer.phone).toMatchObject({ country: 'AQ', listed: false, numbers: [] });
    expect(answer.phone?.path).toMatch(/\w/);
  });

  test('without a pack and without an organization there is nothing to answer', async () => {
    const refusal = await refusalOf(channels.read({}, requestOf(operator)));
    expect(refusal).toMatchObject({ code: 'invalid-request', errors: [{ pointer: 'pack' }] });
    const unknown = await refusalOf(channels.read({ pack: 'mars' }, requestOf(operator)));
    expect(unknown.code).toBe('not-found');
  });
});
