import { replayCase } from '@caseline/case-engine';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { historySentence } from '@caseline/case-views';
import { caseIdNamed } from '../case-reference.ts';
import { withLogToRead } from '../stores.ts';
import { badInput } from '../failure.ts';
import type { Verb } from '../verb.ts';

/** Every event of a case with both timelines; `--json` prints one envelope a line. */
export const history: Verb = {
  usage: 'history <case>',
  summary: 'print every event of a case; with --json one envelope a line',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const caseId = caseIdNamed(given.argument(0));
    const { events } = await withLogToRead(run, given, (store) => replayCase(store, caseId));
    if (events.length === 0) throw badInput('case-unknown', `there is no case ${caseId}`);
    const line = run.isJson ? (event: RecordedEvent) => JSON.stringify(event) : lineOf;
    for (const event of events) await run.print(line(event));
  },
};

function lineOf({ revision, type, data, metadata }: RecordedEvent): string {
  const { occurredAt, recordedAt, actor } = metadata;
  const late = recordedAt === occurredAt ? '' : `, recorded ${recordedAt}`;
  const number = String(revision).padStart(4);
  // The replay has read every event by its definition, so that its data are an object.
  const sentence = historySentence({ type, data: data as Readonly<Record<string, unknown>> });
  return `${number}  ${occurredAt}  ${type}: ${sentence} (${actor.role} ${actor.id}${late})`;
}
