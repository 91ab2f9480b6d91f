/** Appends to EventStoreDB while answers are lost, doubled, late or wrong. */
import {
  AppendOutcomeUnknown,
  EventStoreReadOnly,
  NO_STREAM,
  UnstorableEvent,
  WrongExpectedRevision,
} from '@caseline/event-sourcing';
import type { NewEvent } from '@caseline/event-sourcing';
import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chainFaults, noted, streamOf } from '../contract/event-store-scenes.ts';
import { EventStoreServer } from '../support/event-store-server/event-store-server.ts';
import type { Fault } from '../support/event-store-server/faults.ts';
import { storeOnServer } from '../support/event-store-server/store-on-server.ts';
import type { StoreOnServer } from '../support/event-store-server/store-on-server.ts';

/** A promise that is resolved from outside. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('An append to EventStoreDB', () => {
  let on: StoreOnServer;
  let rejections: unknown[];
  const note = (reason: unknown) => rejections.push(reason);

  beforeEach(async () => {
    rejections = [];
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    on = await storeOnServer();
  });
  afterEach(async () => {
    await on[Symbol.asyncDispose]();
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
    expect(rejections).toEqual([]);
  });

  const append = (events: readonly NewEvent[], expected: number = NO_STREAM, id = 'case-1') =>
    on.store.append(id, events, expected);
  const stored = () => streamOf(on.store, 'case-1');

  const passing: readonly (readonly [string, Fault])[] = [
    ['the answer is lost in silence', { kind: 'answer-lost', as: 'silence' }],
    ['the answer is lost with the connection', { kind: 'answer-lost', as: 'unavailable' }],
    ['the server cancels after the write', { kind: 'answer-lost', as: 'cancelled' }],
    ['the server fails after the write', { kind: 'answer-lost', as: 'internal' }],
    ['the server times out after the write', { kind: 'answer-lost', as: 'timeout' }],
    ['the answer comes twice', { kind: 'answer-twice' }],
    ['the connection is half-open', { kind: 'half-open' }],
    ['the server is unavailable', { kind: 'refuse', as: 'unavailable' }],
    ['the server is not ready', { kind: 'refuse', as: 'not-ready' }],
    ['the server times out', { kind: 'refuse', as: 'timeout' }],
    ['the server fails', { kind: 'refuse', as: 'internal' }],
    ['the call is cancelled', { kind: 'refuse', as: 'cancelled' }],
  ];

  test.each(passing)('has one effect when %s', async (_, fault) => {
    await append([noted('before')]);
    on.server.faults.next('append', fault);
    const answer = await append([noted('a'), noted('b')], 0);
    expect(on.server.faults.pending).toBe(0);
    const next = await append([noted('after')], 2);
    const events = await stored();
    expect(events.map(({ data }) => (data as { text: string }).text)).toEqual([
      'before',
      'a',
      'b',
      'after',
    ]);
    expect(answer).toMatchObject({ revision: 2, position: events[2]?.position });
    expect(next.position).toBe(events[3]?.position);
    expect(chainFaults(events)).toEqual([]);
  });

  test('that is written after its deadline is found, not written again', async () => {
    await append([noted('before')]);
    const { open, opened } = gate();
    on.server.faults.next('append', { kind: 'delay', until: opened });
    const answer = append([noted('late')], 0);
    await on.told('append-outcome-unknown');
    open();
    expect(await answer).toMatchObject({ revision: 1 });
    expect(await stored()).toHaveLength(2);
  });

  test('whose every answer is lost is found in its stream', async () => {
    on.server.faults.byChance = (call) =>
      call === 'append' ? { kind: 'answer-lost', as: 'unavailable' } : undefined;
    expect(await append([noted('a'), noted('b')])).toMatchObject({ revision: 1 });
    expect(await stored()).toHaveLength(2);
  });

  test('of which nobody knows the outcome says so, and never guesses', async () => {
    on.server.faults.byChance = (call) => (call === 'append' ? { kind: 'half-open' } : undefined);
    await expect(append([noted('a')])).rejects.toThrow(AppendOutcomeUnknown);
    on.server.faults.byChance = () => undefined;
    expect(await append([noted('a')])).toMatchObject({ revision: 0 });
  });

  test('is not called a conflict because its own first attempt was written', async () => {
    await append([noted('before')]);
    on.server.faults.next('append', { kind: 'answer-lost', as: 'unavailable' });
    // The stream cannot be read at first, so the append is sent again and meets itself.
    on.server.faults.next('read', { kind: 'refuse', as: 'unavailable' });
    expect(await append([noted('a')], 0)).toMatchObject({ revision: 1 });
    expect(await stored()).toHaveLength(2);
  });

  test('meets the conflict of somebody who wrote while its answer was lost', async () => {
    await append([noted('before')]);
    const other = await on.another();
    const { open, opened } = gate();
    on.server.faults.next('append', { kind: 'delay', until: opened });
    const slow = append([noted('slow')], 0);
    await on.told('append-outcome-unknown').then(open, open);
    const quick = await Promise.allSettled([other.append('case-1', [noted('quick')], 0), slow]);
    const won = quick.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
    expect(chainFaults(await stored())).toEqual([]);
  });

  test('of one command by two processes counts once, and both chains hold', async () => {
    const other = await on.another();
    const event = noted('same command, decided twice');
    // Both know the stream; the second states another instant, so its event is another.
    await other.append('case-1', [noted('before')], NO_STREAM);
    const first = await append([event], 0);
    const again = { ...event, metadata: { ...event.metadata, occurredAt: '2026-03-01T08:59:01Z' } };
    await expect(other.append('case-1', [again], 0)).rejects.toThrow(WrongExpectedRevision);
    await append([noted('after')], first.revision);
    expect(await stored()).toHaveLength(3);
    expect(chainFaults(await stored())).toEqual([]);
  });

  test('behind a stale chain is refused and chained anew', async () => {
    const other = await on.another();
    await append([noted('a')]);
    await other.append('case-1', [noted('b')], 0);
    await expect(append([noted('c')], 0)).rejects.toMatchObject({ actualRevision: 1 });
    await append([noted('c')], 1);
    expect(chainFaults(await stored())).toEqual([]);
  });

  test('goes on after a failed probe of what the server can do', async () => {
    on.server.faults.next('features', { kind: 'refuse', as: 'internal' });
    expect(await append([noted('a')])).toMatchObject({ revision: 0 });
    expect(await append([noted('b')], 0)).toMatchObject({ revision: 1 });
    expect(on.faults.map(({ kind }) => kind)).toContain('client-recreated');
  });

  test('goes on after a probe that never answers', async () => {
    on.server.faults.next('features', { kind: 'half-open' });
    expect(await append([noted('a')])).toMatchObject({ revision: 0 });
  });

  test('survives the failure of another client in its process', async () => {
    const elsewhere = await EventStoreServer.start();
    const foreign = EventStoreDBClient.connectionString(elsewhere.connectionString());
    const { open, opened } = gate();
    on.server.faults.next('append', { kind: 'delay', until: opened });
    elsewhere.faults.next('append', { kind: 'refuse', as: 'unavailable' });
    const ours = append([noted('a')]);
    const event = { id: noted('x').id, type: 'X', data: {}, metadata: {} } as const;
    const theirs = foreign.appendToStream('x', [{ ...event, contentType: 'application/json' }]);
    await expect(theirs).rejects.toThrow();
    open();
    expect(await ours).toMatchObject({ revision: 0 });
    expect(await stored()).toHaveLength(1);
    await foreign.dispose();
    await elsewhere.stop();
  });

  test('many at once, large, survive the end of their common stream', async () => {
    const text = 'x'.repeat(200_000);
    const many = Array.from({ length: 24 }, (_, n) => n);
    let asked = 0;
    on.server.faults.byChance = (call) => {
      if (call === 'append') asked += 1;
      return call === 'append' && asked === 6 ? { kind: 'refuse', as: 'unavailable' } : undefined;
    };
    await Promise.all(many.map((n) => append([noted(text)], NO_STREAM, `case-${n}`)));
    for (const n of many) expect(await streamOf(on.store, `case-${n}`)).toHaveLength(1);
  });

  test.each<[string, Fault, new (...given: never[]) => Error]>([
    ['denied', { kind: 'refuse', as: 'access-denied' }, EventStoreReadOnly],
    ['too large', { kind: 'refuse', as: 'too-large' }, UnstorableEvent],
  ])('that is %s fails at once', async (_, fault, error) => {
    on.server.faults.next('append', fault);
    await expect(append([noted('a')])).rejects.toThrow(error);
    expect(on.server.calls.begun('append')).toBeLessThanOrEqual(1);
    expect(await stored()).toEqual([]);
  });

  test('to a deleted stream fails at once', async () => {
    await append([noted('a')]);
    await on.server.log.delete('case-1', 'any', true);
    await expect(append([noted('b')], 0)).rejects.toThrow(EventStoreReadOnly);
  });

  test('to a stream of the server’s own is refused', async () => {
    await expect(append([noted('a')], NO_STREAM, '$case-1')).rejects.toThrow(UnstorableEvent);
    expect(on.server.log.all).toEqual([]);
  });

  test.each(['text', 7, true, null])('whose data is %j is refused', async (data) => {
    await expect(append([{ ...noted('a'), data }])).rejects.toThrow(UnstorableEvent);
  });
});

describe('A server that knows no call for many appends', () => {
  test('is sent each by a call of its own', async () => {
    await using on = await storeOnServer({ server: { hasBatchAppend: false } });
    const first = await on.store.append('case-1', [noted('a'), noted('ü')], NO_STREAM);
    on.server.faults.next('append', { kind: 'answer-lost', as: 'internal' });
    expect(await on.store.append('case-1', [noted('b')], first.revision)).toMatchObject({
      revision: 2,
    });
    await expect(on.store.append('case-1', [noted('c')], 1)).rejects.toThrow(WrongExpectedRevision);
    const events = await streamOf(on.store, 'case-1');
    expect(events.map(({ data }) => (data as { text: string }).text)).toEqual(['a', 'ü', 'b']);
    expect(chainFaults(events)).toEqual([]);
    // The conflict was seen before anything was sent.
    expect(on.server.calls.begun('append')).toBe(2);
  });

  test('refuses what another process was faster with', async () => {
    await using on = await storeOnServer({ server: { hasBatchAppend: false } });
    const other = await on.another();
    await on.store.append('case-1', [noted('a')], NO_STREAM);
    await other.append('case-1', [noted('b')], 0);
    for (const revision of [0, NO_STREAM]) {
      const late = on.store.append('case-1', [noted('c')], revision);
      await expect(late).rejects.toMatchObject({ actualRevision: 1 });
    }
    expect(await streamOf(on.store, 'case-1')).toHaveLength(2);
  });
});

describe('A server whose clock is wrong', () => {
  test.each([-30_000, 30_000])('by %d ms takes appends, and readiness tells', async (ms) => {
    await using on = await storeOnServer({ server: { clockAheadMs: ms } });
    expect(await on.store.readiness()).toMatchObject({ clockOffsetMs: null });
    expect(await on.store.append('case-1', [noted('a')], NO_STREAM)).toMatchObject({ revision: 0 });
    expect(on.faults).toEqual([]);
    const { clockOffsetMs } = await on.store.readiness();
    expect(Math.abs((clockOffsetMs ?? 0) - ms)).toBeLessThan(5_000);
  });
});

describe('A cluster', () => {
  test('has appends sent to its leader, also by a follower', async () => {
    const leader = await EventStoreServer.start();
    const at = { host: '127.0.0.1', port: leader.port, isLeader: true };
    {
      await using on = await storeOnServer({ server: { log: leader.log, leader: () => at } });
      expect(await on.store.append('case-1', [noted('a')], NO_STREAM)).toMatchObject({
        revision: 0,
      });
      expect(leader.log.all).toHaveLength(1);
    }
    await leader.stop();
  });
});
