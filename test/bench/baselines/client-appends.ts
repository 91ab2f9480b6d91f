/**
 * What the client alone appends: the events of commands that Caseline has recorded on one server,
 * to streams of their own on another. `SOURCE TARGET CONCURRENCY`, then one message a run.
 */
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, END, NO_STREAM, jsonEvent } from '@eventstore/db-client';
import { seededRandom } from '../../support/seeded-random.ts';

/** What a run is asked, and what it answers. */
export interface AppendRun {
  readonly seconds: number;
  readonly seed: number;
}
export interface AppendReport {
  readonly requests: number;
  readonly seconds: number;
}

interface SampledEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

const SAMPLED_EVENTS = 10_000;
const STREAMS = 10_000;

const [, , source = '', target = '', concurrency] = process.argv;
const appends = await sampledAppends();
if (appends.length === 0) throw new Error('the source has no commands on cases');
const client = EventStoreDBClient.connectionString(target);
const streams = Array.from({ length: STREAMS }, () => `case-${randomUUID()}`);
const revisions = new Map<string, bigint>();

process.on('message', (run: AppendRun) => {
  void appendFor(run).then(
    (report) => process.send?.({ report }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.once('SIGTERM', () => process.exit(0));
process.send?.({ report: { appends: appends.length } });

async function appendFor({ seconds, seed }: AppendRun): Promise<AppendReport> {
  const random = seededRandom(seed);
  const inFlight = new Set<string>();
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;
  let requests = 0;
  const appendUntilTheEnd = async (): Promise<void> => {
    while (performance.now() < endsAt) {
      // Ends: there are far more streams than appends under way.
      let streamId = random.pick(streams);
      while (inFlight.has(streamId)) streamId = random.pick(streams);
      inFlight.add(streamId);
      requests += 1;
      await append(streamId, appends[requests % appends.length] ?? []);
      inFlight.delete(streamId);
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, appendUntilTheEnd));
  return { requests, seconds: (performance.now() - startedAt) / 1_000 };
}

async function append(streamId: string, sampled: readonly SampledEvent[]): Promise<void> {
  const events = sampled.map((event) => jsonEvent({ ...event, id: randomUUID() }));
  const expectedRevision = revisions.get(streamId) ?? NO_STREAM;
  const answer = await client.appendToStream(streamId, events, { expectedRevision });
  revisions.set(streamId, answer.nextExpectedRevision);
}

/** The newest commands on cases that were open before, with the events of each. */
async function sampledAppends(): Promise<readonly (readonly SampledEvent[])[]> {
  const reader = EventStoreDBClient.connectionString(source);
  const found = new Map<string, SampledEvent[]>();
  const newest = { direction: 'backwards', fromPosition: END, maxCount: SAMPLED_EVENTS } as const;
  for await (const { event } of reader.readAll(newest)) {
    if (event?.streamId.startsWith('case-') !== true) continue;
    // Only Caseline writes to the source, and only objects.
    const data = event.data as Record<string, unknown>;
    const metadata = event.metadata as Record<string, unknown>;
    const command = `${event.streamId} ${String(metadata['commandId'])}`;
    const events = found.get(command) ?? [];
    events.unshift({ type: event.type, data, metadata });
    found.set(command, events);
  }
  await reader.dispose();
  return [...found.values()];
}
