/** Logs that lie in files, one event a line, written into a store again as they were. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toEpochMs, type NewEvent, type RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';

/** The events of a log of test/golden. */
export const goldenEvents = (name: string): readonly RecordedEvent[] =>
  eventsIn(fileURLToPath(new URL(`../golden/streams/${name}.ndjson`, import.meta.url)));

const eventsIn = (file: string): readonly RecordedEvent[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordedEvent);

/** Writes a log into an empty data folder. Throws where a hash or a position is not the same. */
export async function writeGoldenLog(file: string, folder: string): Promise<void> {
  const events = eventsIn(file);
  const clock = { ms: 0, now: () => clock.ms };
  const store = await openEmbeddedEventStore({ folder, clock });
  for (const event of events) {
    clock.ms = toEpochMs(event.metadata.recordedAt);
    await store.append(event.streamId, [statedBy(event)], event.revision - 1);
  }
  let number = 0;
  for await (const batch of store.readAll({ after: -1 })) {
    for (const event of batch) {
      const { hash } = event.metadata;
      if (hash !== events[number]?.metadata.hash) throw new Error(`event ${number} is another`);
      number += 1;
    }
  }
  await store.close();
}

/** The event as it was stated, without the stamps of the store. */
function statedBy({ id, type, data, metadata }: RecordedEvent): NewEvent {
  const { recordedAt: _recordedAt, hash: _hash, ...stated } = metadata;
  return { id, type, data, metadata: stated };
}
