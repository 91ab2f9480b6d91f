import { EventStoreFull, EventStoreReadOnly, NO_STREAM } from '@caseline/event-sourcing';
import { eventLogFile, openEmbeddedEventStore, verifyLog } from '@caseline/event-store-embedded';
import type { EmbeddedEventStore, OpenOptions } from '@caseline/event-store-embedded';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';
import { noted } from '../contract/event-store-scenes.ts';
import { startScript } from './source-process.ts';

const MAX_APPENDS = 2_000;
const APPENDS_UNDER_FAULT = 6;

const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const canInject = spawnSync('strace', ['-V']).status === 0;

let folder: string;
const opened: EmbeddedEventStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'caseline-device-'));
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  rmSync(folder, { recursive: true });
});

async function open(onVerification?: OpenOptions['onVerification']): Promise<EmbeddedEventStore> {
  const store = await openEmbeddedEventStore({ folder, ...(onVerification && { onVerification }) });
  opened.push(store);
  return store;
}

/** Describes faults that not every machine can make, or skips them aloud. */
const describeWhere = (need: { met: boolean; reason: string }, title: string, body: () => void) =>
  need.met ? describe(title, body) : describe.skip(`${title} [skipped: ${need.reason}]`, body);

const mounting = { met: canMount, reason: 'mounting needs root' };
describeWhere(mounting, 'a full device', () => {
  beforeEach(() => {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]);
    expect(mounted.stderr.toString()).toBe('');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    spawnSync('umount', [folder]);
  });

  test('refuses appends, keeps reading, and takes appends again when there is room', async () => {
    writeFileSync(join(folder, 'ballast'), Buffer.alloc(1024 * 1024));
    const store = await open();
    const append = (n: number) =>
      store.append(`case-${n}`, [noted('x'.repeat(5_000)), noted('b')], NO_STREAM);
    let appended = 0;
    let refusal: unknown;
    while (refusal === undefined && appended < MAX_APPENDS) {
      await append(appended).then(
        () => (appended += 1),
        (error: unknown) => (refusal = error),
      );
    }
    expect(refusal).toBeInstanceOf(EventStoreFull);
    expect(appended).toBeGreaterThan(10);
    await expect(append(appended)).rejects.toThrow(EventStoreFull);
    expect(await store.count()).toBe(appended * 2);
    expect(await store.readStream(`case-${appended - 1}`, { max: 5 })).toHaveLength(2);
    rmSync(join(folder, 'ballast'));
    for (let n = 0; n < 20; n += 1) await append(appended + n);
    expect(store.readOnlyReason()).toBeUndefined();
    await store.close();
    expect(verifyLog({ file: eventLogFile(folder) })).toMatchObject({
      faultCount: 0,
      events: (appended + 20) * 2,
    });
  });
});

/** Runs the appender with every fsync behind the `first` one failing; answers its lines. */
async function withFailingFsync(first: number, run: string): Promise<string[]> {
  const rule = `inject=fsync,fdatasync:error=EIO:when=${first}+`;
  const quietly = ['strace', '-f', '-qq', '-o', '/dev/null'];
  const strace = [...quietly, '-e', 'trace=fsync,fdatasync', '-e', rule];
  const child = startScript('append-on-command.ts', [folder, run], strace);
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length > APPENDS_UNDER_FAULT) child.stdin.end();
    else child.stdin.write(`${lines.length}\n`);
  }
  await exited;
  return lines;
}

const injecting = { met: canInject, reason: 'strace is not installed' };
describeWhere(injecting, 'a failed fsync', () => {
  test('stops writing at once; a restart verifies and goes on', async () => {
    await (await open()).close();
    let acknowledged = 0;
    const ends = new Set<string>();
    for (const first of [3, 4, 5, 6]) {
      const lines = await withFailingFsync(first, `${first}`);
      const outcomes = lines.map((line) => line.replace(/ .*/, ''));
      acknowledged += outcomes.filter((outcome) => outcome === 'appended').length;
      const failedAt = outcomes.findIndex((outcome) => !['ready', 'appended'].includes(outcome));
      // Nothing is acknowledged behind the first failure.
      if (failedAt >= 0) expect(outcomes.slice(failedAt)).not.toContain('appended');
      for (const outcome of outcomes.slice(Math.max(failedAt, 0))) ends.add(outcome);
      const marked = readdirSync(folder).includes('stopped-writing.txt');
      expect(marked).toBe(outcomes.includes('AppendOutcomeUnknown'));
      const store = await open();
      expect(store.readOnlyReason()).toBeUndefined();
      expect(await store.count()).toBeGreaterThanOrEqual(acknowledged);
      await store.append(`case-after-${first}`, [noted('after')], NO_STREAM);
      acknowledged += 1;
      await store.close();
      expect(verifyLog({ file: eventLogFile(folder) }).faults).toEqual([]);
    }
    expect(ends).toContain('AppendOutcomeUnknown');
    expect(ends).toContain('EventStoreReadOnly');
  }, 60_000);
});

describe('a store that stopped in doubt', () => {
  const mark = () => writeFileSync(join(folder, 'stopped-writing.txt'), 'disk I/O error\n');

  test('opens for writing after its log was verified', async () => {
    const before = await open();
    await before.append('case-1', [noted('a')], NO_STREAM);
    await before.close();
    mark();
    const verified: number[] = [];
    const onVerification = (progress: { verified: number }) => verified.push(progress.verified);
    const store = await open(onVerification);
    expect(verified).toEqual([1]);
    await store.append('case-1', [noted('b')], 0);
    await store.close();
    expect(readdirSync(folder)).not.toContain('stopped-writing.txt');
  });

  test('stays read-only when its log has a fault', async () => {
    const before = await open();
    await before.append('case-1', [noted('a')], NO_STREAM);
    await before.close();
    const database = new DatabaseSync(eventLogFile(folder));
    database.exec(`UPDATE events SET type = 'CaseOpened'`);
    database.close();
    mark();
    const store = await open();
    await expect(store.append('case-2', [noted('b')], NO_STREAM)).rejects.toThrow(
      EventStoreReadOnly,
    );
    expect(store.readOnlyReason()).toContain('1 faults');
    expect(await store.count()).toBe(1);
    await store.close();
    expect(readdirSync(folder)).toContain('stopped-writing.txt');
  });
});
