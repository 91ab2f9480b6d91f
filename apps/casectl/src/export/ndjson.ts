import type { RecordedEvent } from '@caseline/event-sourcing';
import { impersonalData } from './event-data.ts';
import type { Export, StreamFormat } from './export-format.ts';
import { preparePieces, writePrepared } from './prepared-pieces.ts';
import type { Sink } from './sink.ts';
import { asksForStanding, bareEvents, exportedEvents, type EventSource } from './wanted-events.ts';

/**
 * The log itself, one envelope a line. It is what proof is made of, and a hash covers personal data
 * too: so here they are left out only when that is said, and what was left out cannot be verified.
 */
export const ndjson: StreamFormat = {
  hasPersonalDataUnlessRefused: true,
  streamPrefixes: ['case-', 'organization-', 'policy-'],
  prefixesAllowed: null,
  eventsInGroup: 1,
  isQuickerShared: true,
  async write(what, sink) {
    return (await writeLines(what, sink)) + (await writePrepared(what, sink));
  },
  prepare: (what, folder) => preparePieces(folder, (sink) => writeLines(what, sink)),
};

async function writeLines({ source, withPersonalData }: Export, sink: Sink): Promise<number> {
  const lineOf = withPersonalData ? wholeLine : impersonalLine;
  let written = 0;
  for await (const events of eventsOf(source)) {
    await sink.write(events.map(lineOf).join(''));
    written += events.length;
  }
  return written;
}

const wholeLine = (event: RecordedEvent): string => `${JSON.stringify(event)}\n`;

const impersonalLine = (event: RecordedEvent): string =>
  wholeLine({ ...event, data: impersonalData(event) });

async function* eventsOf(source: EventSource): AsyncIterable<readonly RecordedEvent[]> {
  if (!asksForStanding(source.wanted)) {
    yield* bareEvents(source);
    return;
  }
  for await (const exported of exportedEvents(source)) yield exported.map(({ event }) => event);
}
