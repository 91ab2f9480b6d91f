/** Appends to the store of a folder from 16 writers and acknowledges each append on a line. */
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { NO_STREAM } from '@caseline/event-sourcing';
import type { EventStore } from '@caseline/event-sourcing';
import { noted } from '../contract/event-store-scenes.ts';

const WRITERS = 16;
/** Stops by itself at last, should nobody kill it. */
const MAX_APPENDS_PER_WRITER = 100_000;

const [, , folder, run] = process.argv;
if (folder === undefined || run === undefined) throw new Error('usage: FOLDER RUN');

async function write(store: EventStore, streamId: string): Promise<void> {
  const [last] = await store.readStream(streamId, { direction: 'backwards', max: 1 });
  let revision = last?.revision ?? NO_STREAM;
  for (let n = 0; n < MAX_APPENDS_PER_WRITER; n += 1) {
    const text = `${run}/${n}`;
    // Ids must differ from run to run, and `noted` counts from 1 in each process.
    const pair = [noted(text), noted(text)];
    const events = pair.map((event) => ({ ...event, id: `${run}-${event.id}` }));
    ({ revision } = await store.append(streamId, events, revision));
    process.stdout.write(`${streamId} ${revision} ${text}\n`);
  }
}

const store = await openEmbeddedEventStore({ folder });
process.stdout.write('ready\n');
await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(store, `case-${writer}`)));
