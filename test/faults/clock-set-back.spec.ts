/** The machine's clock jumps: nothing is refused for it, and recorded time never runs backwards. */
import { caseStreamId } from '@caseline/case-domain';
import { CaseEngine } from '@caseline/case-engine';
import { tzVersion } from '@caseline/business-calendar';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { describe, expect, test } from '@jest/globals';
import { asking, engineWorld, openingOf } from '../support/engine-world.ts';
import { seededRandom, seedOf } from '../support/seeded-random.ts';

const seed = seedOf(process.env['FAULTS_SEED']);
const MINUTE = 1;
const HOUR = 60;
const DAY = 24 * HOUR;
const WHOLE_CASE = 10_000;

type World = Awaited<ReturnType<typeof engineWorld>>;

async function openCase({ engine, organizationId }: World): Promise<string> {
  const by = asking('administrator', { organizationId });
  const caseId = engine.newCaseId(by);
  await engine.command(caseId, { name: 'open', payload: openingOf(organizationId) }, by);
  return caseId;
}

const eventsOf = ({ store }: World, caseId: string): Promise<readonly RecordedEvent[]> =>
  store.readStream(caseStreamId(caseId), { max: WHOLE_CASE });

const typesOf = (events: readonly RecordedEvent[]): string[] => events.map(({ type }) => type);

const recordedTimes = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ metadata }) => metadata.recordedAt);

describe(`a clock that jumps (FAULTS_SEED=${seed})`, () => {
  test.each([
    ['an hour back', -HOUR],
    ['a day back', -DAY],
    ['a minute back', -MINUTE],
  ])('%s: commands are taken, and recorded time stands still until it is caught up', async (
    _,
    minutes,
  ) => {
    const world = await engineWorld();
    const caseId = await openCase(world);
    const openedAt = new Date(world.clock.ms).toISOString();
    world.clock.pass(minutes);
    const given = { name: 'note', payload: { note: 'while the clock is wrong' } };
    expect(await world.engine.command(caseId, given, asking('agent'))).toMatchObject({
      kind: 'accepted',
      recordedAt: openedAt,
    });
    // A server that starts while the clock is wrong has only the log to go by.
    const { store, clock } = world;
    const restarted = new CaseEngine({ store, clock, tzVersion: tzVersion(), recentCases: 100 });
    expect(await restarted.command(caseId, given, asking('agent'))).toMatchObject({
      kind: 'accepted',
      recordedAt: openedAt,
    });
  });

  test('never makes recorded time decrease or breaches a promise twice', async () => {
    const world = await engineWorld();
    const random = seededRandom(seed);
    const jumps = [-DAY, -HOUR, -MINUTE, 0, MINUTE, HOUR, DAY];
    const caseIds = [await openCase(world), await openCase(world), await openCase(world)];
    for (let n = 0; n < 400; n += 1) {
      world.clock.pass(random.pick(jumps));
      const caseId = random.pick(caseIds);
      await world.engine.recordDueFacts(caseId);
      const given = { name: 'note', payload: { note: `${n}` } };
      const outcome = await world.engine.command(caseId, given, asking('agent'));
      expect(outcome.kind).toBe('accepted');
    }
    for (const caseId of caseIds) {
      const events = await eventsOf(world, caseId);
      expect(recordedTimes(events)).toEqual(recordedTimes(events).toSorted());
      const breached = events.filter(({ type }) => type === 'SlaObjectiveBreached');
      const objectives = breached.map(({ data }) => (data as { objectiveId: string }).objectiveId);
      expect(new Set(objectives).size).toBe(objectives.length);
    }
  });

  test('back over a due instant takes no breach back and records none early', async () => {
    const world = await engineWorld();
    const caseId = await openCase(world);
    world.clock.pass(-DAY);
    expect(await world.engine.recordDueFacts(caseId)).toBeNull();
    world.clock.pass(DAY + 3 * DAY);
    await world.engine.recordDueFacts(caseId);
    const breached = typesOf(await eventsOf(world, caseId));
    expect(breached).toContain('SlaObjectiveBreached');
    world.clock.pass(-3 * DAY);
    expect(await world.engine.recordDueFacts(caseId)).toBeNull();
    expect(typesOf(await eventsOf(world, caseId))).toEqual(breached);
  });
});
