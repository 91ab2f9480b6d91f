/** One process at a time, whatever becomes of it. */
import { once } from 'node:events';
import { openPostgresLeases, type Lease, type Leases } from '@caseline/view-store';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FrozenProxy } from '../support/postgres/frozen-proxy.ts';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';

/** What is promised of a takeover. */
const TAKEOVER_MS = 15_000;

const lossOf = async ({ lost }: Lease): Promise<void> => {
  if (!lost.aborted) await once(lost, 'abort');
};

describeUnless(whyNoPostgres(), 'leases by advisory locks', () => {
  const postgres = specPostgres();
  const opened: Leases[] = [];
  let url: string;
  let signal: AbortSignal;
  let stop: AbortController;

  const open = async (at = url): Promise<Leases> => {
    const leases = await openPostgresLeases({ url: at });
    opened.push(leases);
    return leases;
  };

  beforeEach(async () => {
    url = await postgres().createDatabase();
    stop = new AbortController();
    signal = stop.signal;
  });

  afterEach(async () => {
    stop.abort();
    for (const leases of opened.splice(0)) await leases.close();
  });

  describe('held by one at a time', () => {
    test('one holds the name, the other waits until it is released', async () => {
      const first = await (await open()).hold('timekeeper', { signal });
      let isSecond = false;
      const second = (await open()).hold('timekeeper', { signal }).then((lease) => {
        isSecond = true;
        return lease;
      });
      const other = await (await open()).hold('projector queue', { signal });
      await until(async () => (await sessions()) === 3);
      expect(isSecond).toBe(false);
      expect(first.lost.aborted).toBe(false);
      await first.release();
      expect(first.lost.aborted).toBe(true);
      expect((await second).lost.aborted).toBe(false);
      await other.release();
    });

    test('whoever waits gives up with the reason of the signal', async () => {
      await (await open()).hold('timekeeper', { signal });
      const own = new AbortController();
      const waits = (await open()).hold('timekeeper', { signal: own.signal });
      own.abort(new Error('shutting down'));
      await expect(waits).rejects.toThrow('shutting down');
    });

    test('a holder whose session is ended knows it, and another takes over', async () => {
      const first = await (await open()).hold('timekeeper', { signal });
      const second = (await open()).hold('timekeeper', { signal });
      await postgres().query(
        `select pg_terminate_backend(pid) from pg_locks
           where locktype = 'advisory' and granted`,
        url,
      );
      await lossOf(first);
      expect(first.lost.reason).toMatchObject({ code: 'view-store-unreachable' });
      expect((await second).lost.aborted).toBe(false);
    });

    test('a holder that hangs loses it before another has it, in the time promised', async () => {
      const proxy = await FrozenProxy.to(postgres().folder);
      try {
        const first = await (await open(proxy.through(url))).hold('timekeeper', { signal });
        const second = (await open()).hold('timekeeper', { signal });
        proxy.freeze();
        const frozenAt = performance.now();
        await Promise.race([lossOf(first), second]);
        expect(first.lost.aborted).toBe(true);
        await second;
        expect(performance.now() - frozenAt).toBeLessThan(TAKEOVER_MS);
      } finally {
        await proxy.stop();
      }
    });

    test('a server that was killed is asked again until it is back', async () => {
      const leases = await open();
      const first = await leases.hold('timekeeper', { signal });
      await postgres().kill();
      await lossOf(first);
      const again = leases.hold('timekeeper', { signal });
      await postgres().start();
      expect((await again).lost.aborted).toBe(false);
    });
  });

  /** Sessions that have said something since they were opened. */
  const sessions = async (): Promise<number> => {
    const [row] = await postgres().query<{ sessions: number }>(
      `select count(*) as sessions from pg_stat_activity
       where query <> '' and pid <> pg_backend_pid() and datname = current_database()`,
      url,
    );
    return row?.sessions ?? 0;
  };
});

/** Asks until it is so; the limit of the test bounds it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 10_000 && !(await isSo()); turn += 1);
  expect(await isSo()).toBe(true);
}
