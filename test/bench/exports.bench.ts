import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { atLeast, atLeastRatio, median, memoryFigure } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { watchCasectl } from './watched-process.ts';

const EVENTS = 300_000;
const RATE = 50_000;
/** Each format in turns with reading alone, so that both meet the same machine. */
const TURNS = 3;

/** What rate a format must have in terms of the rate of reading, and why it is what it is. */
const formats = {
  ndjson: { ratio: 0.3, remark: 'parsed and written as it was; two threads' },
  csv: { ratio: 0.18, remark: 'with the standing of its case beside each event; two threads' },
  parquet: { ratio: 0.08, remark: 'columns are turned, encoded and compressed on one thread' },
  xes: { ratio: 0.1, remark: 'events go through files to come together by case; two threads' },
  'ocel-json': { ratio: 0.03, remark: 'objects wait in a database until they are whole' },
  'ocel-sqlite': {
    ratio: 0.03,
    remark: 'about five rows with keys are inserted for each event; two threads',
  },
} as const;

/** The formats that other systems are fed with every day; the others are made now and then. */
const DAILY = new Set<string>(['ndjson', 'csv']);

export const exportsBench: Bench = {
  name: 'exports',
  about: `casectl export of ${EVENTS.toLocaleString('en-US')} events in each format`,
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-exports-'));
    try {
      report(`growing a log of ${EVENTS} events`);
      const events = await growLog(join(folder, 'data'), EVENTS);
      const figures: Figure[] = [];
      for (const [format, { ratio, remark }] of Object.entries(formats)) {
        report(`exporting ${format}`);
        const [rate, ...others] = await formatFigures(folder, { format, events, ratio });
        figures.push({ ...rate, remark }, ...others);
      }
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function formatFigures(
  folder: string,
  { format, events, ratio }: { format: string; events: number; ratio: number },
): Promise<readonly [Figure, ...Figure[]]> {
  const data = join(folder, 'data');
  const reading: number[] = [];
  const exporting: number[] = [];
  const peaks: number[] = [];
  for (let turn = 0; turn < (DAILY.has(format) ? TURNS : 1); turn += 1) {
    reading.push(await secondsOfReading(data));
    const file = join(folder, `export.${format}`);
    const args = ['export', '--format', format, '--out', file, '--data', data, '--json'];
    const { seconds, peakMegabytes, output } = await watchCasectl(args);
    const { events: exported } = JSON.parse(output) as { events: number };
    if (exported < EVENTS) throw new Error(`${format} holds ${exported} events`);
    rmSync(file);
    exporting.push(seconds);
    if (peakMegabytes !== null) peaks.push(peakMegabytes);
  }
  const ours = { value: events / median(exporting), unit: 'events/s' };
  const baseline = { value: events / median(reading), unit: 'events/s' };
  const name = `export as ${format}`;
  return [
    atLeast(name, ours, RATE),
    atLeastRatio(
      `${name} to reading`,
      { ours, baseline, ratio: ours.value / baseline.value },
      ratio,
    ),
    memoryFigure(`${name}: peak memory`, peaks.length === 0 ? null : Math.max(...peaks)),
  ];
}

/** The same events through the same port, and nothing done with them. */
async function secondsOfReading(folder: string): Promise<number> {
  const store = await openEmbeddedEventStore({ folder, mode: 'read' });
  const startedAt = performance.now();
  let events = 0;
  for await (const batch of store.readAll({ after: START })) events += batch.length;
  const seconds = (performance.now() - startedAt) / 1_000;
  await store.close();
  if (events < EVENTS) throw new Error(`the log holds ${events} events`);
  return seconds;
}
