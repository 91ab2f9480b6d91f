/** Small logs and a mapping, imported into a store in memory, for tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyShelf, replayCase } from '@caseline/case-engine';
import { START, type EventStore, type RecordedEvent } from '@caseline/event-sourcing';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPack } from '@caseline/support-policy';
import { parseMapping } from '../mapping/parse-mapping.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import { toolActor } from '../tool-actor.ts';
import { importLog, type RefusedEvent } from './import-log.ts';
import type { ImportReport } from './import-report.ts';
import { importedCaseId } from './imported-ids.ts';

/** An event of a sample log: what was done, when, and columns that are not as usual. */
export interface SampleEvent {
  readonly does: string;
  readonly at: string;
  readonly [column: string]: string;
}

/** Events by the reference of their case. */
export type SampleLog = Readonly<Record<string, readonly SampleEvent[]>>;

/** A day long after every sample: whatever is due has fallen due. */
export const IMPORTED_AT = '2024-01-01T00:00:00.000Z';

const usual = { who: 'Ann', team: 'desk', company: 'Contoso', impact: 'Medium' };

type Row = Readonly<Record<string, string>>;

const columnsOf = ({ at, does, ...own }: SampleEvent): Row => ({
  ...{ time: at, does },
  ...usual,
  ...own,
});

/** The log as XES. */
export const asXes = (log: SampleLog): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<log xes.version="1.0"><extension name="Time" prefix="time" uri="http://time"/>',
    ...Object.entries(log).flatMap(([reference, events]) => [
      `<trace><string key="number" value="${reference}"/>`,
      ...events.map((event) => `<event>${attributes(columnsOf(event))}</event>`),
      '</trace>',
    ]),
    '</log>',
  ].join('\n');

const attributes = (columns: Readonly<Record<string, string>>): string =>
  Object.entries(columns)
    .map(([key, value]) => `<string key="${key}" value="${value}"/>`)
    .join('');

/** The log as CSV, rows in the order of their instants, so that cases lie among each other. */
export function asCsv(log: SampleLog): string {
  const rows = Object.entries(log).flatMap(([number, events]) =>
  events.map((event): Row => ({ number, ...columnsOf(event) })),
  );
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const sorted = rows.toSorted((a, b) => (a['time'] ?? '').localeCompare(b['time'] ?? ''));
  const lines = sorted.map((row) => names.map((name) => `"${row[name] ?? ''}"`).join(','));
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
}

/** The mapping of the sample logs, as a user would write it. */
export const SAMPLE_MAPPING = `
system: sample
policy: china-21vianet
case: number
time: { column: time, zone: Asia/Shanghai }
actors: { provider: '{who}', customer: 'boss of {company}' }
organizations:
  column: company
  known:
    - values: [Contoso]
      name: Contoso
      domains: [contoso.partner.onmschina.cn]
      country: CN
      zone: Asia/Shanghai
      subscription: paid
      agreements:
        - { agreementId: AOS-1, kind: advanced, validFrom: '2010-01-01T00:00:00Z' }
    - values: [Fabrikam]
      name: Fabrikam
      domains: [fabrikam.partner.onmschina.cn]
      country: CN
      zone: Asia/Shanghai
      subscription: paid
payloads:
  open:
    kind: technical
    title: 'Imported case {case}'
    description: 'Imported case {case}'
    requester: { name: 'Requester of {case}', email: requester@imported.invalid }
    contactConfirmed: { email: true, phone: true }
    reachableAroundTheClock: true
    impactStatement: 'Impact {impact}'
    contactMethod: email
    assessment:
      from: impact
      values:
        High: { issueType: unusable, impact: widespread }
        Medium: { issueType: impaired, impact: partial }
        Low: { issueType: minor, impact: minimal }
  triage: {}
  assign: { team: '{team}', agentId: '{who}' }
  note: { note: '{does}' }
  request-information: { question: '{does}' }
  reply: { message: '{does}' }
  resolve: { resolution: solved, summary: '{does}' }
  first-response: { message: '{does}' }
  update: { message: '{does}' }
  accept: {}
  reopen: { reason: '{does}' }
rules:
  - name: start
    when: { does: start }
    do:
      - { status: new, do: [open, triage, assign] }
      - { status: resolved, do: [reopen, assign] }
      - { status: closed, do: [follow-up, triage, assign] }
      - assign
  - { when: { does: ask }, do: [request-information] }
  - { when: { does: answer }, do: [{ turn: customer, do: reply }] }
  - { when: { does: tell }, do: [{ status: triaged, do: first-response }, update] }
  - { when: { does: solve }, do: [resolve] }
  - { when: { does: close }, do: [accept] }
  - { when: { does: jot }, do: [note] }
  - { name: noise, when: { does: ping }, ignore: machines talk to each other }
`;

/** The sample mapping, with the text changed where a test needs it. */
export function sampleMapping(change: (text: string) => string = (text) => text): Mapping {
  const parsing = parseMapping(change(SAMPLE_MAPPING), 'sample.yaml');
  if (parsing.ok) return parsing.mapping;
  throw new Error(JSON.stringify(parsing.faults));
}

/** Imports the bytes of a log and answers the report with what was refused. */
export async function importBytes(
  store: EventStore,
  bytes: string | Buffer,
  mapping: Mapping = sampleMapping(),
): Promise<ImportReport & { readonly refusedEvents: readonly RefusedEvent[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-import-scene-'));
  const file = join(folder, 'log');
  writeFileSync(file, bytes);
  const clock = { now: () => Date.parse(IMPORTED_AT) };
  const policies = new PolicyShelf({ store, clock });
  const policy = shippedPack('china-21vianet');
  const refusedEvents: RefusedEvent[] = [];
  try {
    await policies.publish(policy, { actor: toolActor, correlationId: 'scene' });
    const report = await importLog({
      ...{ file, mapping, store, clock, policies, policy },
      onBytes: () => undefined,
      onRefused: (refused) => refusedEvents.push(refused),
    });
    return { ...report, refusedEvents };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The id of a case of a sample log. */
export const sampleCaseId = (reference: string, part = 1): string =>
  importedCaseId({ system: 'sample', reference, part });

/** The events of a case of a sample log. */
export const eventsOf = async (
  store: EventStore,
  reference: string,
  part = 1,
): Promise<readonly RecordedEvent[]> =>
  (await replayCase(store, sampleCaseId(reference, part))).events;

/** Events as `type at instant`, the way a reader of the history sees them. */
export const told = (events: readonly RecordedEvent[]): readonly string[] =>
  events.map(({ type, metadata }) => `${metadata.occurredAt} ${type}`);

/** A store in memory whose clock stands at the import. */
export const openStore = (): Promise<EventStore> =>
  openEmbeddedEventStore({
    folder: IN_MEMORY,
    clock: { now: () => Date.parse(IMPORTED_AT) },
  });

/** The ids of all events of cases, in an order of their own. */
export const idsIn = async (store: EventStore): Promise<readonly string[]> => {
  const ids: string[] = [];
  const filter = { streamPrefixes: ['case-'] };
  for await (const events of store.readAll({ after: START, filter })) {
    ids.push(...events.map(({ id }) => id));
  }
  return ids.toSorted();
};

/** How many events a report speaks of. */
export const accounted = ({ applied, refused, ignored }: ImportReport): number =>
  applied + refused + ignored;

/** A case that was opened, answered, waited for and closed. */
export const answered: SampleLog = {
  'C-1': [
    { does: 'start', at: '2023-03-01T09:00:00+08:00' },
    { does: 'tell', at: '2023-03-01T10:00:00+08:00' },
    { does: 'ask', at: '2023-03-01T11:00:00+08:00' },
    { does: 'answer', at: '2023-03-02T09:00:00+08:00' },
    { does: 'solve', at: '2023-03-02T12:00:00+08:00' },
    { does: 'close', at: '2023-03-03T09:00:00+08:00' },
  ],
};
