/** PostgreSQL goes away under a server: cases are worked on, and the views come back. */
import { setTimeout as passed } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { CaseDesk } from '../support/case-desk.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';

/** The longest pause of a projector that tries again, and then some. */
const BACK_MS = 30_000;
const LOOK_MS = 100;

describeUnless(whyNoPostgres(), 'views in PostgreSQL, events in the data folder', () => {
  const postgres = specPostgres();

  test('while PostgreSQL is away queries say so, and commands go on', async () => {
    const DATABASE_URL = await postgres().createDatabase();
    const desk = await CaseDesk.start({
      stores: { environment: { DATABASE_URL }, end: async () => undefined },
    });
    const { world } = desk;
    const token = desk.as('agent');
    const opened = await desk.open(await desk.customer('china'));
    await postgres().kill();

    expect(await world.get('/v1/queue', { token })).toMatchObject({
      status: 503,
      body: { code: 'views-unavailable' },
    });
    const noted = await opened.send('note', { note: 'Nobody sees the queue.' });
    expect(noted.status).toBe(200);
    const ready = await world.get('/health/ready');
    expect(ready).toMatchObject({ status: 503, body: { status: 'unready', writable: true } });
    expect(JSON.stringify(ready.body)).toContain('views-unreadable');

    await postgres().start();
    const path = `/v1/queue?minPosition=${String(noted.body['position'])}`;
    const startedAt = performance.now();
    let page = await world.get(path, { token });
    while (page.status !== 200 && performance.now() - startedAt < BACK_MS) {
      await passed(LOOK_MS);
      page = await world.get(path, { token });
    }
    expect(page.status).toBe(200);
    expect(JSON.stringify(page.body)).toContain(opened.caseId);
    await desk.end();
  }, 90_000);
});
