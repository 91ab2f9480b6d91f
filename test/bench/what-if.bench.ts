import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyShelf } from '@caseline/case-engine';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPack } from '@caseline/support-policy';
import { mondayToFriday } from '../support/draft-packs.ts';
import { atMost, memoryFigure, type Bench, type Figure } from './figure.ts';
import { growLog } from './grown-log.ts';
import { watchCasectl } from './watched-process.ts';

const EVENTS = 1_000_000;
const LIMIT_SECONDS = 30;
/** Two threads keep every case of the log on both sides. */
const LIMIT_MEGABYTES = 1_536;

export const whatIfBench: Bench = {
  name: 'what-if',
  about: 'a million events judged anew under a draft of their policy',
  async run(report) {
    const folder = mkdtempSync(join(tmpdir(), 'caseline-bench-what-if-'));
    try {
      report(`growing a log of ${EVENTS} events`);
      const data = join(folder, 'grown');
      const events = await growLog(data, EVENTS);
      await publishPack(data);
      const draft = join(folder, 'draft.yaml');
      writeFileSync(draft, mondayToFriday());
      report('judging it anew');
      return await figures({ data, draft, events });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The log was grown from cases that were judged elsewhere. */
async function publishPack(folder: string): Promise<void> {
  const clock = { now: () => Date.now() };
  const store = await openEmbeddedEventStore({ folder });
  const by = { actor: { id: 'bench', role: 'operator' }, correlationId: 'bench' };
  await new PolicyShelf({ store, clock }).publish(shippedPack('china-21vianet'), by);
  await store.close();
}

async function figures(of: {
  readonly data: string;
  readonly draft: string;
  readonly events: number;
}): Promise<readonly Figure[]> {
  const { data, draft, events } = of;
  const asked = ['what-if', '--policy', draft, '--data', data];
  const { seconds, peakMegabytes } = await watchCasectl(asked);
  const name = `what-if over ${events.toLocaleString('en-US')} events`;
  return [
    atMost(name, { value: seconds, unit: 's', digits: 1 }, LIMIT_SECONDS),
    memoryFigure('what-if: peak memory', peakMegabytes, LIMIT_MEGABYTES),
  ];
}
