import { describe, expect, test } from '@jest/globals';
import { caseCommands, caseStreamId, type CaseCommandName } from '@caseline/case-domain';
import { CaseEngine, replayCase } from '@caseline/case-engine';
import {
  AppendOutcomeUnknown,
  toInstant,
  type CommandOutcome,
  type EventStore,
} from '@caseline/event-sourcing';
import { SHIPPED_PACK_IDS } from '@caseline/support-policy';
import { asking, engineWorld, openingOf } from '../support/engine-world.ts';

type World = Awaited<ReturnType<typeof engineWorld>>;

async function openedCase({ engine, organizationId }: World) {
  const by = asking('administrator', { organizationId });
  const caseId = engine.newCaseId(by);
  const given = { name: 'open', payload: openingOf(organizationId) };
  return { caseId, by, given, outcome: await engine.command(caseId, given, by) };
}

const triage = { name: 'triage', payload: caseCommands.triage.schema.parse({ severity: 'B' }) };

const typesOf = (outcome: CommandOutcome): string[] =>
  outcome.kind === 'accepted' ? outcome.events.map(({ type }) => type) : [outcome.rejection.code];

describe('case engine', () => {
  test('a command appends its facts and the promises they start, and answers where', async () => {
    const world = await engineWorld();
    const { outcome, caseId } = await openedCase(world);
    expect(typesOf(outcome)).toEqual(['CaseOpened', 'SlaObjectiveStarted']);
    expect((await world.engine.case(caseId)).state.objectives[0]).toMatchObject({
      objectiveId: 'first-response-1',
      dueAt: '2026-03-03T02:00:00.000Z',
    });
  });

  test('a retried command has one effect and the same answer, also after a restart', async () => {
    const world = await engineWorld();
    const { caseId, by, given, outcome } = await openedCase(world);
    world.clock.pass(600);
    const again = await world.engine.command(caseId, given, by);
    expect(again).toEqual({ ...outcome, replayed: true });
    expect(await world.store.readStream(caseStreamId(caseId), { max: 99 })).toHaveLength(2);
  });

  test('a thousand requests with one key at once have one effect', async () => {
    const world = await engineWorld();
    const { caseId } = await openedCase(world);
    const by = asking('agent');
    const outcomes = await Promise.all(
      Array.from({ length: 1_000 }, () =>
        world.engine.command(caseId, { name: 'note', payload: { note: 'once' } }, by),
      ),
    );
    expect(new Set(outcomes.map((each) => each.kind === 'accepted' && each.position)).size).toBe(1);
    expect(outcomes.filter((each) => each.kind === 'accepted' && !each.replayed)).toHaveLength(1);
    expect((await world.engine.case(caseId)).revision).toBe(2);
  });

  test('a command on a case of late reads nothing: its state is kept', async () => {
    let reads = 0;
    const world = await engineWorld((store) => ({
      append: store.append.bind(store),
      readAll: store.readAll.bind(store),
      readMarks: store.readMarks.bind(store),
      subscribe: store.subscribe.bind(store),
      head: store.head.bind(store),
      close: store.close.bind(store),
      readStream: (...wanted) => {
        reads += 1;
        return store.readStream(...wanted);
      },
    }));
    const { caseId } = await openedCase(world);
    const readBefore = reads;
    for (const note of ['one', 'two', 'three']) {
      await world.engine.command(caseId, { name: 'note', payload: { note } }, asking('agent'));
    }
    expect((await world.engine.case(caseId)).revision).toBe(4);
    expect(reads).toBe(readBefore);
  });

  test('one key with another payload is refused', async () => {
    const world = await engineWorld();
    const { caseId } = await openedCase(world);
    const by = asking('agent');
    await world.engine.command(caseId, { name: 'note', payload: { note: 'one' } }, by);
    const note = { name: 'note', payload: { note: 'two' } };
    const other = await world.engine.command(caseId, note, by);
    expect(typesOf(other)).toEqual(['idempotency-key-reused']);
  });

  test('a revision that is not current any more is refused with the current one', async () => {
    const world = await engineWorld();
    const { caseId } = await openedCase(world);
    const outcome = await world.engine.command(
      caseId,
      { ...triage, expectedRevision: 0 },
      asking('agent'),
    );
    expect(outcome).toMatchObject({
      kind: 'rejected',
      rejection: { code: 'stale-revision', facts: { revision: 1 } },
    });
  });

  test('what another process appended is seen: the command is decided again', async () => {
    const world = await engineWorld();
    const { caseId } = await openedCase(world);
    const other = sameLog(world);
    const note = { name: 'note', payload: { note: 'from elsewhere' } };
    await other.command(caseId, note, asking('agent'));
    const outcome = await world.engine.command(caseId, triage, asking('agent'));
    expect(outcome).toMatchObject({ kind: 'accepted', revision: 3 });
  });

  test('an append without an answer is looked for, and not written twice', async () => {
    let loseAnswers = false;
    const world = await engineWorld((store) =>
      withAppend(store, async (...args) => {
        const result = await store.append(...args);
        if (loseAnswers) throw new AppendOutcomeUnknown('no answer');
        return result;
      }),
    );
    const { caseId } = await openedCase(world);
    loseAnswers = true;
    const outcome = await world.engine.command(caseId, triage, asking('agent'));
    expect(outcome).toMatchObject({ kind: 'accepted', revision: 2 });
    expect((await world.store.readStream(caseStreamId(caseId), { max: 99 })).length).toBe(3);
  });

  test('an append that was not written and not answered stays unknown to the caller', async () => {
    let refuse = false;
    const world = await engineWorld((store) =>
      withAppend(store, async (...args) => {
        if (refuse) throw new AppendOutcomeUnknown('no answer');
        return store.append(...args);
      }),
    );
    const { caseId } = await openedCase(world);
    refuse = true;
    await expect(world.engine.command(caseId, triage, asking('agent'))).rejects.toThrow(
      AppendOutcomeUnknown,
    );
  });

  test('with the clock set back, nothing is recorded before what was recorded', async () => {
    const world = await engineWorld();
    const { caseId, outcome } = await openedCase(world);
    world.clock.pass(-600);
    const later = await world.engine.command(caseId, triage, asking('agent'));
    expect(later).toMatchObject({
      kind: 'accepted',
      recordedAt: outcome.kind === 'accepted' ? outcome.recordedAt : '',
    });
  });

  test('a merge is seen from both cases; repeating it changes nothing', async () => {
    const world = await engineWorld();
    const one = await openedCase(world);
    const two = await openedCase(world);
    const merge = { name: 'merge', payload: { intoCaseId: two.caseId } };
    const by = asking('agent');
    await world.engine.command(one.caseId, merge, by);
    await world.engine.command(one.caseId, merge, by);
    expect((await world.engine.case(one.caseId)).state.mergedInto).toBe(two.caseId);
    expect((await world.engine.case(two.caseId)).state.links).toEqual([
      { relation: 'merged-from', otherCaseId: one.caseId },
    ]);
  });

  test('a pack published by an earlier process is known after a restart', async () => {
    const world = await engineWorld();
    const other = sameLog(world);
    expect(other.policies.all()).toEqual([]);
    await other.policies.load();
    expect(
      other.policies
        .newest()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...SHIPPED_PACK_IDS].sort());
  });

  test('a call logged after a merge was undone is replayed where it took place', async () => {
    const world = await engineWorld();
    const { engine, clock } = world;
    const { caseId } = await openedCase(world);
    const { caseId: intoCaseId } = await openedCase(world);
    const give = (name: CaseCommandName, payload: object, occurredAt?: string) => {
      const parsed = caseCommands[name].schema.parse(payload);
      const happened = occurredAt === undefined ? {} : { occurredAt };
      return engine.command(caseId, { name, payload: parsed, ...happened }, asking('agent'));
    };
    clock.pass(10);
    await give('merge', { intoCaseId });
    clock.pass(10);
    const whileMerged = toInstant(clock.now());
    clock.pass(10);
    await give('undo-merge', { reason: 'Two faults after all.' });
    clock.pass(10);
    const call = { direction: 'outbound', contacted: true, summary: 'Called back.' };
    expect(typesOf(await give('log-call', call, whileMerged))).toContain('CallLogged');
    const until = { kind: 'occurred', instant: whileMerged } as const;
    const { state } = await replayCase(world.store, caseId, until);
    expect(state.lifecycle.status).toBe('merged');
    expect(state.contactedAt).toBe(whileMerged);
  });

  test('what falls due is recorded once, at the instant it was due', async () => {
    const world = await engineWorld();
    const { caseId } = await openedCase(world);
    expect(await world.engine.recordDueFacts(caseId)).toBeNull();
    world.clock.pass(25 * 60);
    expect(await world.engine.recordDueFacts(caseId)).not.toBeNull();
    expect(await world.engine.recordDueFacts(caseId)).toBeNull();
    const events = await world.store.readStream(caseStreamId(caseId), { max: 99 });
    expect(events.slice(2).map(({ type, metadata }) => [type, metadata.occurredAt])).toEqual([
      ['SlaObjectiveWarned', '2026-03-02T13:15:00.000Z'],
      ['SlaObjectiveBreached', '2026-03-03T02:00:00.000Z'],
    ]);
  });
});

/** An engine of another process on the same log: it has its own memory. */
const sameLog = ({ store, clock }: World): CaseEngine =>
  new CaseEngine({ store, clock, tzVersion: 'test', recentCases: 100 });

/** A store whose append is another one. */
const withAppend = (store: EventStore, append: EventStore['append']): EventStore => ({
  append,
  readStream: (...args) => store.readStream(...args),
  readAll: (...args) => store.readAll(...args),
  readMarks: (...args) => store.readMarks(...args),
  subscribe: (...args) => store.subscribe(...args),
  head: () => store.head(),
  close: () => store.close(),
});
