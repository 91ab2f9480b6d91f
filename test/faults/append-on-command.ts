/** Appends one event for every line it reads, and says what became of it. */
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { NO_STREAM } from '@caseline/event-sourcing';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { noted } from '../contract/event-store-scenes.ts';

const [, , folder, run] = process.argv;
if (folder === undefined || run === undefined) throw new Error('usage: FOLDER RUN');

const store = await openEmbeddedEventStore({ folder });
writeSync(1, `ready ${await store.count()}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  // Ids must differ from run to run, and `noted` counts from 1 in each process.
  const event = { ...noted('x'.repeat(2_000)), id: `${run}-${line}` };
  const appended = store.append(`case-${run}-${line}`, [event], NO_STREAM);
  const outcome = await appended.then(() => 'appended').catch((error: Error) => error.name);
  writeSync(1, `${outcome} ${await store.count()}\n`);
}
await store.close();
