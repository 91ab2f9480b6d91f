import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, median, memoryFigure } from './figure.ts';
import type { Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { watchCasectl } from './watched-process.ts';

const EVENTS = 300_000;
const RATE = 50_000;
const TURNS = 3;

interface Sealed {
  readonly file: string | null;
  readonly verifiers: readonly string[];
}

/** How fast `casectl verify` is with an export of a large log, its start included. */
export async function verifyFigures(report: (step: string) => void): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-ledger-'));
  try {
    const data = join(folder, 'data');
    const file = join(folder, 'log.ndjson');
    report(`growing, sealing and exporting a log of ${EVENTS} events`);
    const events = await growLog(data, EVENTS);
    const seal = await watchCasectl(['seal', '--json', '--data', data, '--folder', folder]);
    const sealed = JSON.parse(seal.output) as Sealed;
    await watchCasectl(['export', '--data', data, '--out', file]);
    const trust = ['--checkpoint', sealed.file ?? '', '--key', sealed.verifiers[0] ?? ''];
    report('verifying');
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      // Copies of cases have ids that no engine derives, so they are not judged again.
      turns.push(await watchCasectl(['verify', file, ...trust, '--no-verdicts']));
    }
    const rate = { value: events / median(turns.map(({ seconds }) => seconds)), unit: 'events/s' };
    const peaks = turns.flatMap(({ peakMegabytes: peak }) => (peak === null ? [] : [peak]));
    return [
      atLeast('ledger: verify an export, chains and tree', rate, RATE),
      memoryFigure('ledger: verify, peak memory', peaks.length === 0 ? null : Math.max(...peaks)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
