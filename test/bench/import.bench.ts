import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../support/caseline-server.ts';
import { atMost, memoryFigure, notMeasured } from './figure.ts';
import type { Bench } from './figure.ts';
import { watchCasectl } from './watched-process.ts';

const SECONDS_LIMIT = 60;
const NAME = 'import of the BPI log';

export const importBench: Bench = {
  name: 'import',
  about: 'casectl import of the log that CASELINE_BPI_LOG names',
  async run(report) {
    const log = process.env['CASELINE_BPI_LOG'];
    if (log === undefined || !existsSync(log)) {
      const reason = 'CASELINE_BPI_LOG names no file';
      return [notMeasured(NAME, `at most ${SECONDS_LIMIT} s`, reason)];
    }
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-import-'));
    try {
      report('importing');
      const mapping = join(repositoryRoot(), 'apps/casectl/mappings/bpi-2013-incidents.yaml');
      const args = ['import', log, '--mapping', mapping, '--data', folder, '--json'];
      const { seconds, peakMegabytes, output } = await watchCasectl(args);
      const { appendedEvents } = JSON.parse(output) as { appendedEvents: number };
      const time = atMost(NAME, { value: seconds, unit: 's', digits: 1 }, SECONDS_LIMIT);
      return [
        { ...time, remark: `${appendedEvents} events appended` },
        memoryFigure('import: peak memory', peakMegabytes),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
