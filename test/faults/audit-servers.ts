/** The audit of an installation whose events are in EventStoreDB and whose views in PostgreSQL. */
import { openEventStoreDb, type EventStoreDb } from '@caseline/event-store-db';
import { canonicalJson, HashChainVerifier, START } from '@caseline/event-sourcing';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { rebuildViews } from '@caseline/projector';
import { openPostgresViewStore } from '@caseline/view-store';
import { postgresHome } from '../support/view-homes.ts';
import { viewTables } from '../support/view-world.ts';
import type { PostgresServer } from '../support/postgres/postgres-server.ts';
import type { Intent } from './acknowledged-writes.ts';
import { duplicatedCommands, lostIntents, type Audit } from './audit.ts';

/** Compares what is stored with what witnesses had acknowledged; nobody may write meanwhile. */
export async function auditServers(
  at: { readonly connectionString: string; readonly database: string; postgres: PostgresServer },
  intents: readonly Intent[],
): Promise<Audit> {
  const { connectionString, database, postgres } = at;
  const store = await openEventStoreDb({ connectionString });
  try {
    const everything = await eventsIn(store);
    const events = everything.filter(({ streamId }) => streamId.startsWith('case-'));
    return {
      events: events.length,
      lost: lostIntents(events, intents),
      duplicated: duplicatedCommands(events, intents),
      faultsOfLog: faultsIn(everything),
      differingViews: await differencesFromRebuild(store, database, postgres),
    };
  } finally {
    await store.close();
  }
}

async function eventsIn(store: EventStoreDb): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll({ after: START })) events.push(...batch);
  return events;
}

function faultsIn(events: readonly RecordedEvent[]): readonly string[] {
  const verifier = new HashChainVerifier();
  return events.flatMap(({ data, metadata: { hash, ...hashed }, ...event }) => {
    const texts = { dataJson: canonicalJson(data), metadataJson: canonicalJson(hashed) };
    const fault = verifier.check({ ...event, ...texts, hash });
    return fault === undefined ? [] : [`${fault.kind}: ${fault.detail}`];
  });
}

/** Rebuilds all views into a database of their own and compares every row of every table. */
async function differencesFromRebuild(
  eventStore: EventStoreDb,
  database: string,
  postgres: PostgresServer,
): Promise<readonly string[]> {
  const url = await postgres.createDatabase();
  const viewStore = await openPostgresViewStore({ url });
  await rebuildViews({ eventStore, viewStore });
  await viewStore.close();
  const differing: string[] = [];
  for (const table of viewTables) {
    const [found, expected] = await Promise.all(
      [database, url].map(async (place) => {
        const rows = await postgresHome(() => postgres, place).read(table);
        return rows
          .map((row) => JSON.stringify(row))
          .sort()
          .join('\n');
      }),
    );
    if (found !== expected) differing.push(table);
  }
  return differing;
}
