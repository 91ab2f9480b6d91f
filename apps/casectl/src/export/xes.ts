import { CASE_STREAM_PREFIX } from '@caseline/case-views';
import { severityOf, type CaseStanding } from './case-standing.ts';
import { impersonalData, personalFields } from './event-data.ts';
import type { Export, StreamFormat } from './export-format.ts';
import { GroupedLines, type LineGroups } from './grouped-lines.ts';
import type { Sink } from './sink.ts';
import { exportedEvents, type ExportedEvent } from './wanted-events.ts';
import { xesAttribute, xesFields, xesString } from './xes-attributes.ts';

/**
 * IEEE 1849: a trace each case, its events in the order of the stream. `time:timestamp` is when an
 * event happened; one that was recorded late says both.
 */
export const xes: StreamFormat = {
  hasPersonalDataUnlessRefused: false,
  streamPrefixes: [CASE_STREAM_PREFIX],
  prefixesAllowed: [CASE_STREAM_PREFIX],
  eventsInGroup: 1,
  isQuickerShared: true,
  write: (what, sink) =>
    GroupedLines.during(async (lines) => {
      await sink.write(HEADER);
      const written = await sortByCase(what, lines);
      const prepared = (await what.laterHalf?.prepared()) ?? 0;
      await writeTraces(lines.parts(what.laterHalf?.folder), sink);
      await sink.write('</log>\n');
      return written + prepared;
    }),
  prepare: (what, folder) =>
    GroupedLines.in(folder, async (lines) => {
      const prepared = await sortByCase(what, lines);
      await lines.leave();
      return prepared;
    }),
};

const extension = (name: string, prefix: string): string =>
  `<extension name="${name}" prefix="${prefix}" ` +
  `uri="http://www.xes-standard.org/${prefix}.xesext"/>`;

const classifier = (name: string, keys: string): string =>
  `<classifier name="${name}" scope="event" keys="${keys}"/>`;

const EPOCH = '1970-01-01T00:00:00.000Z';
const UNKNOWN = 'UNKNOWN';

const HEADER = `${[
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<log xes.version="1849.2016" xes.features="">',
  extension('Concept', 'concept'),
  extension('Identity', 'identity'),
  extension('Lifecycle', 'lifecycle'),
  extension('Organizational', 'org'),
  extension('Time', 'time'),
  '<global scope="trace">',
  xesString('concept:name', UNKNOWN),
  '</global>',
  '<global scope="event">',
  xesString('concept:name', UNKNOWN),
  xesAttribute('id', 'identity:id', '00000000-0000-0000-0000-000000000000'),
  xesString('lifecycle:transition', 'complete'),
  xesString('org:resource', UNKNOWN),
  xesString('org:role', UNKNOWN),
  xesAttribute('date', 'time:timestamp', EPOCH),
  xesAttribute('date', 'recordedAt', EPOCH),
  xesAttribute('int', 'revision', 0),
  '</global>',
  classifier('Activity', 'concept:name'),
  classifier('ActivityAndStatus', 'concept:name status'),
  classifier('Resource', 'org:resource'),
  classifier('Role', 'org:role'),
  xesString('concept:name', 'Caseline'),
  xesString('lifecycle:model', 'standard'),
].join('\n')}\n`;

/** Cases known to have begun; when there are more, some begin again, which does no harm. */
const MAX_BEGUN = 100_000;

/** Begins every line of a trace's own attributes; lines of events begin with their element. */
const OF_TRACE = '#';

async function sortByCase(
  { source, withPersonalData }: Export,
  lines: GroupedLines,
): Promise<number> {
  const begun = new Set<string>();
  let written = 0;
  for await (const exported of exportedEvents(source)) {
    for (const each of exported) {
      const { streamId } = each.event;
      if (!begun.has(streamId)) lines.add(streamId, OF_TRACE + traceAttributes(each));
      lines.add(streamId, eventElement(each, withPersonalData));
      begun.add(streamId);
      if (begun.size > MAX_BEGUN) begun.clear();
    }
    written += exported.length;
    await lines.relieve();
  }
  return written;
}

async function writeTraces(parts: AsyncIterable<LineGroups>, sink: Sink): Promise<void> {
  for await (const traces of parts) {
    let text = '';
    for (const trace of traces.values()) {
      const [attributes = ''] = trace;
      const events = trace.filter((line) => !line.startsWith(OF_TRACE));
      text += `<trace>${attributes.slice(OF_TRACE.length)}\n${events.join('\n')}\n</trace>\n`;
    }
    if (text !== '') await sink.write(text);
  }
}

function traceAttributes({ event, standings }: ExportedEvent): string {
  const caseId = event.streamId.slice(CASE_STREAM_PREFIX.length);
  const opening = standings?.after.opening ?? null;
  return [
    xesString('concept:name', caseId),
    xesAttribute('id', 'identity:id', caseId),
    ...(opening === null ? [] : [xesFields('case', opening)]),
  ].join('');
}

function eventElement({ event, standings }: ExportedEvent, withPersonalData: boolean): string {
  const { id, type, revision, metadata } = event;
  return [
    '<event>',
    xesString('concept:name', type),
    xesAttribute('id', 'identity:id', id),
    xesString('lifecycle:transition', 'complete'),
    xesString('org:resource', metadata.actor.id),
    xesString('org:role', metadata.actor.role),
    xesAttribute('date', 'time:timestamp', metadata.occurredAt),
    xesAttribute('date', 'recordedAt', metadata.recordedAt),
    xesAttribute('int', 'revision', revision),
    xesString('policyVersion', metadata.policyVersion),
    standings === null ? '' : standingAttributes(standings.after),
    xesFields('data', impersonalData(event)),
    withPersonalData ? xesFields('personal', personalFields(event)) : '',
    '</event>',
  ].join('');
}

/** Of standings that were told: most events leave their case as it stood. */
const told = new WeakMap<CaseStanding, string>();

/** How the case stands right after the event. */
function standingAttributes(standing: CaseStanding): string {
  const known = told.get(standing);
  if (known !== undefined) return known;
  const attributes = [
    xesString('org:group', standing.team),
    xesString('status', standing.lifecycle.status),
    xesString('turn', standing.lifecycle.turn),
    xesString('severity', severityOf(standing)),
    xesString('kind', standing.kind),
    xesString('category', standing.category),
    xesString('agentId', standing.agentId),
  ].join('');
  told.set(standing, attributes);
  return attributes;
}
