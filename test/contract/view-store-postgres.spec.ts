import type { Row } from '@caseline/event-sourcing';
import { openPostgresViewStore } from '@caseline/view-store';
import { whyNoPostgres } from '../support/postgres/programs.ts';
import { specPostgres } from '../support/postgres/spec-postgres.ts';
import { describeUnless } from '../support/skipping.ts';
import { viewStoreContract } from './view-store-contract.ts';

describeUnless(whyNoPostgres(), 'on PostgreSQL', () => {
  const postgres = specPostgres();

  viewStoreContract('PostgreSQL', () => {
    let url: string | undefined;
    const place = async (): Promise<string> => (url ??= await postgres().createDatabase());
    return {
      open: async () => openPostgresViewStore({ url: await place() }),
      read: async (table) =>
        postgres().query<Record<string, string | number | null> & Row>(
          `select * from caseline.${table}`,
          await place(),
        ),
      // The databases go with the server.
      dispose: async () => undefined,
    };
  });
});
