import { expect, test } from '@jest/globals';
import { createLogger, readSettings, type Lease, type Leases } from '@caseline/hosting';
import { leadWhileHeld } from './lead-while-held.ts';

test('a lease is given back although the work under it failed', async () => {
  const given = Promise.withResolvers<string>();
  const lease: Lease = {
    lost: new AbortController().signal,
    release: () => Promise.resolve(given.resolve('given back')),
  };
  const leases: Leases = { hold: () => Promise.resolve(lease), close: () => Promise.resolve() };
  const logger = createLogger(readSettings({ CASELINE_LOG: 'silent' }));
  const leading = leadWhileHeld({ leases, logger }, 'ledger', () =>
    Promise.reject(new Error('the work failed')),
  );
  expect(await given.promise).toBe('given back');
  await leading.close();
});
