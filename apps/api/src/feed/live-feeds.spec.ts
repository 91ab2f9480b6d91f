import { setTimeout as aMoment } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { blocksOf, eventsOf, type StreamedEvent } from './event-stream.ts';
import { caseNumber, FeedScene, PERSONAL } from './feed-scene.ts';

const isFact = ({ type }: StreamedEvent): boolean => type !== 'caught-up';
const isCaughtUp = (events: readonly StreamedEvent[]): boolean =>
  events.some(({ type }) => type === 'caught-up');
const typesOf = (events: readonly StreamedEvent[]): readonly string[] =>
  events.filter(isFact).map(({ type }) => type);

const note = { personal: { note: `${PERSONAL} called` } };
const response = { method: 'email', personal: { message: `Dear ${PERSONAL}` } };
const assignment = { team: 'network', agentId: null };
const escalation = { toTeam: 'network', personal: { reason: 'hard' } };

/** About 3 KB. */
const longFact = {
  from: 'A',
  to: 'B',
  reason: 'response',
  evidence: Array.from({ length: 50 }, (_, n) => caseNumber(n)),
  overridden: null,
  personal: { explanation: 'No answer.', twoStepReason: null, overrideReason: null },
};

describe('the live feed', () => {
  const scenes: FeedScene[] = [];
  const open = async (...changes: Parameters<typeof FeedScene.open>) => {
    const scene = await FeedScene.open(...changes);
    scenes.push(scene);
    return scene;
  };
  afterEach(async () => {
    for (const scene of scenes.splice(0)) await scene.close();
  });

  test('tells facts with both instants, their position as id and nothing personal', async () => {
    const scene = await open();
    await scene.openCase(1, 1);
    await scene.append(1, 'FirstResponseSent', response);
    const answer = await scene.ask('?after=-1', { token: await scene.token('agent') });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const events = await eventsOf(answer, isCaughtUp);
    expect(typesOf(events)).toEqual(['CaseOpened', 'FirstResponseSent']);
    expect(events.at(-1)).toEqual({ id: 1, type: 'caught-up', data: { position: 1 } });
    expect(events[1]).toMatchObject({
      id: 1,
      data: {
        position: 1,
        revision: 1,
        caseId: caseNumber(1),
        occurredAt: '2026-03-01T09:00:00.000Z',
        recordedAt: expect.stringMatching(/Z$/),
        data: { method: 'email' },
      },
    });
    expect(JSON.stringify(events)).not.toContain(PERSONAL);
    expect(JSON.stringify(events)).not.toContain('personal');
  });

  test('without a position it begins now', async () => {
    const scene = await open();
    await scene.openCase(1, 1);
    const answer = await scene.ask('', { token: await scene.token('analyst') });
    const told: string[] = [];
    for await (const { event } of blocksOf(answer)) {
      if (event === undefined) continue;
      told.push(event.type);
      if (event.type === 'caught-up') await scene.append(1, 'FirstResponseSent', response);
      else break;
    }
    expect(told).toEqual(['caught-up', 'FirstResponseSent']);
  });

  test('an administrator is told of the own organization only, and nothing internal', async () => {
    const scene = await open();
    await scene.openCase(1, 1);
    await scene.openCase(2, 2);
    await scene.append(1, 'NoteAdded', note);
    await scene.append(1, 'CaseAssigned', assignment);
    await scene.append(1, 'CaseEscalated', escalation);
    await scene.append(1, 'FirstResponseSent', response);
    await scene.append(2, 'FirstResponseSent', response);
    const token = await scene.token('administrator', 1);
    const events = await eventsOf(await scene.ask('?after=-1', { token }), isCaughtUp);
    expect(typesOf(events)).toEqual(['CaseOpened', 'FirstResponseSent']);
    expect(new Set(events.filter(isFact).map(({ data }) => data['caseId']))).toEqual(
      new Set([caseNumber(1)]),
    );
    const everything = await eventsOf(
      await scene.ask('?after=-1', { token: await scene.token('auditor') }),
      isCaughtUp,
    );
    expect(typesOf(everything)).toHaveLength(7);
  });

  test('an administrator without an organization is told nothing', async () => {
    const scene = await open();
    await scene.openCase(1, 1);
    const token = await scene.token('administrator');
    const events = await eventsOf(await scene.ask('?after=-1', { token }), isCaughtUp);
    expect(typesOf(events)).toEqual([]);
  });

  test('200 reconnects by Last-Event-ID while others write: no gap, no duplicate', async () => {
    const scene = await open();
    const token = await scene.token('lead');
    await scene.openCase(1, 1);
    const reconnects = 200;
    const total = 1 + reconnects * 5;
    let writing = Promise.resolve();
    const writeFive = async (): Promise<void> => {
      for (let n = 0; n < 5; n += 1) await scene.append(1, 'FirstResponseSent', response);
    };
    const seen: number[] = [];
    let connections = 0;
    for (; seen.length < total && connections < total; connections += 1) {
      if (connections < reconnects) writing = writing.then(writeFive);
      const resume = seen.length === 0 ? {} : { lastId: seen.length - 1 };
      // Between 1 and 8 facts, then the connection is cut in the middle of whatever comes.
      const wanted = Math.min(1 + (connections % 8), total - seen.length);
      const enough = (events: readonly StreamedEvent[]) => events.filter(isFact).length >= wanted;
      const events = await eventsOf(await scene.ask('?after=-1', { token, ...resume }), enough);
      seen.push(...events.filter(isFact).map(({ id }) => id ?? Number.NaN));
    }
    await writing;
    expect(connections).toBeGreaterThanOrEqual(reconnects);
    expect(seen).toEqual(Array.from({ length: total }, (_, position) => position));
  });

  test('facts that a client may not see move its position: it never reads them twice', async () => {
    const scene = await open({ tickMs: 5, heartbeatTicks: 2 });
    await scene.openCase(1, 1);
    const token = await scene.token('administrator', 2);
    const ids: (number | undefined)[] = [];
    for await (const { id, event } of blocksOf(await scene.ask('?after=-1', { token }))) {
      if (event?.type === 'caught-up') await scene.append(1, 'FirstResponseSent', response);
      ids.push(id);
      if (event === undefined && id === 1) break;
    }
    expect(ids.filter((id) => id !== undefined)).toEqual([0, 1]);
  });

  test('a quiet feed sends comments', async () => {
    const scene = await open({ tickMs: 5, heartbeatTicks: 2 });
    const texts: string[] = [];
    const token = await scene.token('agent');
    for await (const { text } of blocksOf(await scene.ask('', { token }))) {
      texts.push(text);
      if (texts.filter((each) => each === ':').length === 2) break;
    }
    expect(texts[0]).toBe('retry: 2000');
    expect(texts.slice(-2)).toEqual([':', ':']);
  });

  test('ends when the token expires', async () => {
    const scene = await open({ tickMs: 5, heartbeatTicks: 2 });
    const answer = await scene.ask('', { token: await scene.token('agent') });
    for await (const { event } of blocksOf(answer)) {
      if (event?.type === 'caught-up') scene.clock.nowMs += 31 * 86_400_000;
    }
    expect(scene.feeds.count).toBe(0);
  });

  test('ends for good measure after its longest time', async () => {
    const scene = await open({ tickMs: 1, heartbeatTicks: 2, maxTicks: 5 });
    const answer = await scene.ask('', { token: await scene.token('agent') });
    expect(await answer.text()).toMatch(/^retry: 2000\n\n/);
    expect(scene.feeds.count).toBe(0);
  });

  test('one client too many is sent away, and let in when another leaves', async () => {
    const scene = await open({ maxFeeds: 1, tickMs: 5 });
    const token = await scene.token('agent');
    const first = new AbortController();
    await scene.ask('', { token, signal: first.signal });
    const refused = await scene.ask('', { token });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await refused.json()).toMatchObject({ code: 'too-many-feeds' });
    first.abort();
    let status = 503;
    for (let attempt = 0; attempt < 1_000 && status === 503; attempt += 1) {
      status = (await scene.ask('', { token })).status;
    }
    expect(status).toBe(200);
  });

  test('a client that takes nothing is dropped, and gives its place back', async () => {
    const scene = await open({ stallMs: 100 });
    await scene.openCase(1, 1);
    // More than the buffers of both sockets hold.
    for (let n = 0; n < 6_000; n += 1) await scene.append(1, 'SeverityLowered', longFact);
    const socket = await scene.askWithoutReading('?after=-1', await scene.token('agent'));
    let looks = 0;
    for (; looks < 10_000 && scene.feeds.count > 0; looks += 1) await aMoment(1);
    expect(scene.feeds.count).toBe(0);
    socket.destroy();
  });

  test('a position that the log has not reached is refused', async () => {
    const scene = await open();
    const token = await scene.token('agent');
    const refused = await scene.ask('', { token, lastId: 7 });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: 'Last-Event-ID', code: 'position-ahead-of-log' }],
    });
    expect(scene.feeds.count).toBe(0);
    expect((await scene.ask('?after=x', { token })).status).toBe(422);
    expect((await scene.ask('?since=1', { token })).status).toBe(422);
  });

  test('ends cleanly when the server does', async () => {
    const scene = await open();
    const answer = await scene.ask('', { token: await scene.token('agent') });
    const told = eventsOf(answer, () => false);
    await scene.close();
    scenes.splice(0);
    expect((await told).map(({ type }) => type)).toEqual(['caught-up']);
  });
});
