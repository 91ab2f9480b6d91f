import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, median, memoryFigure } from './figure.ts';
import type { Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { watchCasectl } from './watched-process.ts';

const EVENTS = 500_000;
const RATE = 50_000;
/** Judging again is what what-if does, which may take 30 s for a million events on two cores. */
const RATE_WITH_VERDICTS = 15_000;
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
    const verify = (...more: readonly string[]) =>
      watchCasectl(['verify', file, ...trust, ...more]);
    report('verifying chains and checkpoint');
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) turns.push(await verify('--no-verdicts'));
    report('verifying verdicts too');
    const judged = await verify();
    const rate = (seconds: number) => ({ value: events / seconds, unit: 'events/s' });
    const seconds = median(turns.map((turn) => turn.seconds));
    return [
      atLeast('ledger: verify an export, chains and tree', rate(seconds), RATE),
      atLeast('ledger: and judge every case again', rate(judged.seconds), RATE_WITH_VERDICTS),
      memoryFigure('ledger: verify, peak memory', judged.peakMegabytes),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
