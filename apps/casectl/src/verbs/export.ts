import { open, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Writable } from 'node:stream';
import { START, type EventStore, type RecordedEvent } from '@caseline/event-sourcing';
import { withLogToRead } from '../stores.ts';
import { instantOf } from '../instants.ts';
import { withProgress, type Progress } from '../progress.ts';
import { writeTo } from '../surroundings.ts';
import type { Given, Verb } from '../verb.ts';

const DEFAULT_PREFIXES = ['case-', 'organization-', 'policy-'] as const;

/** Which events are wanted. */
interface Wanted {
  readonly after: number;
  readonly streamPrefixes: readonly string[];
  readonly types: readonly string[];
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** Writes events as NDJSON, envelope and all, in the order of the log. */
export const exportEvents: Verb = {
  usage: 'export',
  summary: 'write events as NDJSON, one envelope a line',
  needsData: true,
  declare(command) {
    command
      .option('-o, --output <file>', 'write to a new file instead of standard output')
      .option('--after <position>', 'only events behind this position')
      .option('--stream <prefix...>', 'only streams whose id begins so')
      .option('--type <type...>', 'only events of these types')
      .option('--since <instant>', 'only events recorded at or after this instant')
      .option('--until <instant>', 'only events recorded before this instant');
  },
  async run(run, given) {
    const wanted = wantedBy(given);
    const file = given.text('output');
    await withLogToRead(run, given, (store) =>
      withProgress(run.surroundings.stderr, 'exporting', async (progress) => {
        if (file === undefined) {
          await copyEvents({ store, wanted, progress }, run.surroundings.stdout);
          return;
        }
        const events = await copyToFile({ store, wanted, progress }, file);
        await run.result({ file, events }, [`${file} holds ${events} events`]);
      }),
    );
  },
};

function wantedBy(given: Given): Wanted {
  const prefixes = given.texts('stream');
  return {
    after: given.count('after') ?? START,
    streamPrefixes: prefixes.length > 0 ? prefixes : DEFAULT_PREFIXES,
    types: given.texts('type'),
    since: instantOf('--since', given.text('since')),
    until: instantOf('--until', given.text('until')),
  };
}

interface Copying {
  readonly store: EventStore;
  readonly wanted: Wanted;
  readonly progress: Progress;
}

/** A file that exists is never replaced, and none that is not whole is left behind. */
async function copyToFile(copying: Copying, file: string): Promise<number> {
  const handle = await open(file, 'wx');
  try {
    const output = handle.createWriteStream();
    const events = await copyEvents(copying, output);
    output.end();
    await finished(output);
    return events;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(file, { force: true });
    throw error;
  }
}

/** Answers how many events were written. */
async function copyEvents({ store, wanted, progress }: Copying, output: Writable): Promise<number> {
  const { after, streamPrefixes } = wanted;
  const total = (await store.head()) + 1;
  let written = 0;
  for await (const events of store.readAll({ after, filter: { streamPrefixes } })) {
    const lines = events.filter((event) => isWanted(event, wanted)).map((event) => line(event));
    written += lines.length;
    if (lines.length > 0) await writeTo(output, lines.join(''));
    progress.show((events.at(-1)?.position ?? 0) + 1, total);
  }
  progress.show(total, total);
  return written;
}

const line = (event: RecordedEvent): string => `${JSON.stringify(event)}\n`;

function isWanted({ type, metadata }: RecordedEvent, { types, since, until }: Wanted): boolean {
  const { recordedAt } = metadata;
  if (types.length > 0 && !types.includes(type)) return false;
  if (since !== undefined && recordedAt < since) return false;
  return until === undefined || recordedAt < until;
}
