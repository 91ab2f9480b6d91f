/** A log of judged cases that was sealed twice, and what an auditor is given of it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { START, canonicalJson, sealEvent, GENESIS_HASH } from '@caseline/event-sourcing';
import type { EventStore, RecordedEvent } from '@caseline/event-sourcing';
import { LEDGER_STREAM, signingKeyOfPem } from '@caseline/ledger';
import { caseCommands } from '@caseline/case-domain';
import { asking, engineWorld, openingOf } from './engine-world.ts';
import { LedgerWorld, keyPem } from './ledger-world.ts';

const CASES = 8;
const HOUR = 60;

/** What somebody with nothing but files needs to check a log. */
export interface SealedCases {
  /** The leaves, in their order. */
  readonly log: readonly RecordedEvent[];
  /** How many events the earlier and the later checkpoint cover. */
  readonly sizes: readonly [number, number];
  /** Signed notes, in this order. */
  readonly notes: readonly string[];
  readonly key: string;
}

/** Cases that are answered late, in time or never, sealed after half of them and at the end. */
export async function sealedCases(): Promise<SealedCases> {
  const ledger = new LedgerWorld();
  const world = await engineWorld();
  try {
    await liveCases(world, CASES / 2);
    await ledger.seal(world.store);
    await liveCases(world, CASES / 2);
    const { checkpoint } = await ledger.seal(world.store);
    await liveCases(world, 1);
    const log = await leavesIn(world.store);
    const notes = ledger.notes();
    const key = signingKeyOfPem(checkpoint.origin, keyPem(1)).verifier.toString();
    return { log, sizes: [Number(notes[0]?.split('\n')[1]), checkpoint.size], notes, key };
  } finally {
    await world.embedded.close();
    await ledger.end();
  }
}

type World = Awaited<ReturnType<typeof engineWorld>>;

async function liveCases(world: World, cases: number): Promise<void> {
  const { engine, clock, organizationId } = world;
  const ids: string[] = [];
  for (let number = 0; number < cases; number += 1) {
    const by = asking('administrator', { organizationId });
    const caseId = engine.newCaseId(by);
    await accepted(
      engine.command(caseId, { name: 'open', payload: openingOf(organizationId) }, by),
    );
    ids.push(caseId);
    clock.pass(1);
  }
  for (const [number, caseId] of ids.entries()) {
    const triage = { kind: 'technical', categoryId: null, severity: 'B', reason: 'as assessed' };
    await give(world, caseId, { name: 'triage', payload: triage });
    if (number % 2 === 0) await give(world, caseId, { name: 'first-response', payload: {} });
    clock.pass(7);
  }
  clock.pass(30 * HOUR);
  for (const caseId of ids) await engine.recordDueFacts(caseId);
  for (const caseId of ids) {
    const payload = { note: `after all of ${caseId}` };
    await give(world, caseId, { name: 'note', payload });
  }
}

interface Given {
  readonly name: 'triage' | 'first-response' | 'note';
  readonly payload: object;
}

async function give({ engine }: World, caseId: string, { name, payload }: Given): Promise<void> {
  const given = { name, payload: { ...caseCommands[name].example, ...payload } };
  await accepted(engine.command(caseId, given, asking('agent')));
}

async function accepted(outcome: ReturnType<World['engine']['command']>): Promise<void> {
  const { kind, ...more } = await outcome;
  if (kind !== 'accepted') throw new Error(JSON.stringify(more));
}

/** The events of a log that have leaves. */
export async function leavesIn(store: EventStore): Promise<readonly RecordedEvent[]> {
  const leaves: RecordedEvent[] = [];
  for await (const events of store.readAll({ after: START })) leaves.push(...events);
  return leaves.filter(({ streamId }) => streamId !== LEDGER_STREAM);
}

/** The text of an export of these events. */
export const exportOf = (log: readonly RecordedEvent[]): string =>
  log.map((event) => `${JSON.stringify(event)}\n`).join('');

/** Numbers and hashes every stream anew, as somebody does who may write to the store. */
export function rehashed(log: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const ends = new Map<string, { readonly revision: number; readonly hash: string }>();
  return log.map((event, index) => {
    const { streamId, metadata } = event;
    const { recordedAt, hash: _old, ...stated } = metadata;
    const before = ends.get(streamId) ?? { revision: -1, hash: GENESIS_HASH };
    const revision = before.revision + 1;
    const fresh = { id: event.id, type: event.type, data: event.data, metadata: stated };
    const { hash } = sealEvent(before.hash, { streamId, revision, recordedAt }, fresh);
    ends.set(streamId, { revision, hash });
    // As an export writes it: the parts in canonical order, as they were parsed.
    const ordered = JSON.parse(canonicalJson({ ...stated, recordedAt })) as typeof metadata;
    return { ...event, revision, position: index, metadata: { ...ordered, hash } };
  });
}

/** An empty folder of an auditor, with an export, checkpoints and a key. */
export function auditorsFolder(
  folder: string,
  { text, cases }: { readonly text: string; readonly cases: SealedCases },
) {
  mkdirSync(folder);
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  return {
    export: file('log.ndjson', text),
    key: file('key.txt', `${cases.key}\n`),
    earlier: file('earlier.checkpoint', cases.notes[0] ?? ''),
    later: file('later.checkpoint', cases.notes[1] ?? ''),
  };
}
