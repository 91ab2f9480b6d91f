/**
 * A log to export: cases that live at random, an organization, policies, and texts that formats
 * trip over. And the exports of it, read back.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaseEngine } from '@caseline/case-engine';
import type { Actor, Clock, EventStore, NewEvent, RecordedEvent } from '@caseline/event-sourcing';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPack } from '@caseline/support-policy';
import { casectl } from '../support/casectl-run.ts';
import {
  WrittenLog,
  asked,
  assigned,
  caseNumber,
  minute,
  noted,
  opened,
  responded,
  triaged,
} from '../support/case-streams.ts';
import { contosoId } from '../support/given.ts';
import { randomCaseLog } from '../support/random-cases.ts';

const operator: Actor = { id: 'caseline', role: 'operator' };
const RANDOM_CASES = 40;
const STEPS = 20;

/** Every character that a format escapes, and some that it cannot hold. */
export const troublesome = '=1+1;"quoted", <b>&amp;</b>\r\n\ttabbed \u0000\u001f\ufffe — 项目 🙂';

/** The case whose texts are troublesome. */
export const troubledCase = caseNumber(9_001);
/** The case of another organization and kind. */
export const billingCase = caseNumber(9_002);

/** A clock that stands where it was set. */
export class SetClock implements Clock {
  ms = Date.parse(minute(-60));
  now(): number {
    return this.ms;
  }
}

/** Fills an empty log; every instant of recording is the clock's. */
export async function fillLog(store: EventStore, clock: SetClock): Promise<void> {
  const engine = new CaseEngine({ store, clock, tzVersion: '2026b', recentCases: 10 });
  await engine.policies.publish(shippedPack('china-21vianet'), {
    actor: operator,
    correlationId: 'export',
  });
  await engine.policies.load();
  const profile = {
    name: 'Contoso, "Beijing"',
    domains: ['contoso.partner.onmschina.cn'],
    country: 'CN',
    zone: 'Asia/Shanghai',
    subscription: 'paid',
    packId: null,
  };
  const by = { actor: operator, idempotencyKey: 'register', correlationId: 'export' };
  await engine.organizations.command(contosoId, { name: 'register', payload: profile }, by);
  for (const event of [...randomCases(), ...toldCases()]) await append(store, clock, event);
}

const randomCases = (): readonly RecordedEvent[] =>
  randomCaseLog(20_261_122, { cases: RANDOM_CASES, steps: STEPS }).events;

function toldCases(): readonly RecordedEvent[] {
  const log = new WrittenLog();
  const at = (minutes: number) => ({ recordedAt: minute(90_000_000 + minutes) });
  log.append(troubledCase, { ...at(0), events: [opened({ organizationId: contosoId })] });
  log.append(troubledCase, { ...at(1), events: [triaged(), assigned('=team', '@agent')] });
  log.append(troubledCase, { ...at(2), events: [noted(troublesome)] });
  const billing = { kind: 'billing', pack: { id: 'worldwide', version: 1 } } as const;
  log.append(billingCase, { ...at(3), events: [opened({ ...billing, severity: null })] });
  log.append(billingCase, { ...at(4), events: [triaged({ kind: 'billing', severity: null })] });
  log.append(billingCase, { ...at(5), events: [responded()] });
  log.append(billingCase, { ...at(6), events: [asked('request-1')] });
  return log.events;
}

async function append(store: EventStore, clock: SetClock, event: RecordedEvent): Promise<void> {
  const { id, type, data, streamId, revision, metadata } = event;
  const { recordedAt, hash: _hash, ...stated } = metadata;
  const fresh: NewEvent = { id, type, data, metadata: stated };
  clock.ms = Math.max(clock.ms, Date.parse(recordedAt));
  await store.append(streamId, [fresh], revision - 1);
}

/** A data folder with the log, and a place for exports of it. */
export class ExportWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'caseline-exports-'));
  readonly data = join(this.root, 'data');
  #exports = 0;

  static async open(): Promise<ExportWorld> {
    const world = new ExportWorld();
    const clock = new SetClock();
    const store = await openEmbeddedEventStore({ folder: world.data, clock });
    await fillLog(store, clock);
    await store.close();
    return world;
  }

  /** Runs an export to a file, which must work; answers the file. */
  async file(format: string, ...options: readonly string[]): Promise<string> {
    this.#exports += 1;
    const file = join(this.root, `${this.#exports}.${format}`);
    const run = await this.run(format, '--out', file, ...options);
    if (run.exit !== 0) throw new Error(`export ended with ${run.exit}: ${run.stderr}`);
    return file;
  }

  async text(format: string, ...options: readonly string[]): Promise<string> {
    return readFileSync(await this.file(format, ...options), 'utf8');
  }

  run(format: string, ...options: readonly string[]) {
    return casectl(['export', '--format', format, '--data', this.data, ...options]);
  }

  /** The envelopes of an NDJSON export. */
  async events(...options: readonly string[]): Promise<readonly RecordedEvent[]> {
    const text = await this.text('ndjson', ...options);
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as RecordedEvent);
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
