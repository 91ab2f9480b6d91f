import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VIEWS_FILE } from '@caseline/view-store';
import { startCaseline } from '../support/caseline-server.ts';
import { secondsOfRawUpserts } from './baselines/raw-upserts.ts';
import { atLeast, atLeastRatio, atMost, median, memoryFigure } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { watchCasectl } from './watched-process.ts';

const EVENTS = 1_000_000;
const STARTS = 5;
const REBUILD_RATE = 20_000;
const REBUILD_RATIO = 0.4;
const EMPTY_START_MS = 2_000;
const FULL_START_MS = 5_000;

export const millionBench: Bench = {
  name: 'million',
  about: 'a log of a million events: rebuild of all views, start to listening',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-million-'));
    try {
      const empty = await startFigure('start on an empty store', EMPTY_START_MS, () =>
        mkdtempSync(join(folder, 'empty-')),
      );
      report(`growing a log of ${EVENTS} events`);
      const data = join(folder, 'grown');
      const events = await growLog(data, EVENTS);
      report('rebuilding all views');
      const rebuild = await rebuildFigures(data, events);
      report('starting on it');
      const name = `start on ${events.toLocaleString('en-US')} events`;
      return [...rebuild, empty, await startFigure(name, FULL_START_MS, () => data)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** One way of doing all of it after the other, within a minute or two of the same machine. */
async function rebuildFigures(data: string, events: number): Promise<Figure[]> {
  const { seconds, peakMegabytes } = await watchCasectl(['rebuild', '--data', data, '--json']);
  const raw = secondsOfRawUpserts(join(data, VIEWS_FILE), join(data, 'raw.sqlite'));
  rmSync(join(data, 'raw.sqlite'));
  const ours = { value: events / seconds, unit: 'events/s' };
  const baseline = { value: events / raw, unit: 'events/s' };
  const ratio = raw / seconds;
  return [
    atLeast('rebuild of all views', ours, REBUILD_RATE),
    {
      ...atLeastRatio('rebuild to raw upserts', { ours, baseline, ratio }, REBUILD_RATIO),
      remark: 'the baseline writes each row of the end once; a rebuild writes some again and again',
    },
    memoryFigure('rebuild: peak memory', peakMegabytes),
  ];
}

async function startFigure(
  name: string,
  limitMs: number,
  folderFor: () => string,
): Promise<Figure> {
  const times: number[] = [];
  for (let n = 0; n < STARTS; n += 1) {
    const server = await startCaseline({ folder: folderFor() });
    times.push(server.startMs);
    await server.kill('SIGTERM');
  }
  return atMost(name, { value: median(times), unit: 'ms' }, limitMs);
}
