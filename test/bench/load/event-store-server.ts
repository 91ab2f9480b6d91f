/**
 * EventStoreDB's test server in a process of its own: `durable FOLDER` keeps its log there, `grown
 * EVENTS` has that many in memory from the start. Answers where it listens.
 */
import { NO_STREAM, derivedId } from '@caseline/event-sourcing';
import { openEventStoreDb } from '@caseline/event-store-db';
import { EventStoreServer } from '../../support/event-store-server/event-store-server.ts';
import { WireLog } from '../../support/event-store-server/wire-log.ts';
import type { LoggedEvent } from '../../support/event-store-server/wire-log.ts';
import { playCases } from '../grown-log.ts';

/** What the bench is told about the server. */
export interface EventStoreAnswer {
  readonly connectionString: string;
  readonly events: number;
}

const [, , kind, given = ''] = process.argv;
if (kind !== 'durable' && kind !== 'grown') throw new Error('usage: durable FOLDER, grown EVENTS');
const log = kind === 'grown' ? await grownLog(Number(given)) : undefined;
const server = await EventStoreServer.start(log === undefined ? { folder: given } : { log });
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
const report: EventStoreAnswer = {
  connectionString: server.connectionString(),
  events: server.log.all.length,
};
process.send?.({ report });

/** Copies of played cases with streams and ids of their own; the bytes of their data are shared. */
async function grownLog(leastEvents: number): Promise<WireLog> {
  const cases = await casesOnTheWire();
  const grown = new WireLog();
  const createdAtMs = Date.now();
  for (let copies = 0; grown.all.length < leastEvents; copies += 1) {
    const streamId = `case-${derivedId('case', 'grown', `${copies}`)}`;
    const events = (cases[copies % cases.length] ?? []).map((event) => ({
      ...event,
      id: derivedId(event.id, `${copies}`),
    }));
    await grown.append({ streamId, events, expected: 'no-stream', createdAtMs });
  }
  return grown;
}

/** Played cases as the adapter writes them, one list of events for each. */
async function casesOnTheWire(): Promise<readonly (readonly LoggedEvent[])[]> {
  const source = await EventStoreServer.start();
  const store = await openEventStoreDb({ connectionString: source.connectionString() });
  for (const { events } of await playCases()) {
    const fresh = events.map(({ id, type, data, metadata }) => {
      const { recordedAt: _recordedAt, hash: _hash, ...stated } = metadata;
      return { id, type, data, metadata: stated };
    });
    await store.append(events[0]?.streamId ?? '', fresh, NO_STREAM);
  }
  await store.close();
  const { all } = source.log;
  await source.stop();
  return [...Map.groupBy(all, ({ streamId }) => streamId).values()];
}
