import { GENESIS_HASH, sealEvent } from '@caseline/event-sourcing';
import type { NewEvent } from '@caseline/event-sourcing';
import { ProofPass, TreeFrontier, eventLeafHash, isIncluded } from '@caseline/ledger';
import type { TreeHash } from '@caseline/ledger';
import { atMost, median } from './figure.ts';
import type { Bench, Figure } from './figure.ts';
import { verifyFigures } from './ledger-export.ts';

const EVENTS = 50_000;
const STREAMS = 500;
const ROUNDS = 7;
const LIMIT_US = 25;
const LEAF_LIMIT_US = 10;
const recordedAt = '2026-03-01T09:00:00.000Z';

export const ledgerBench: Bench = {
  name: 'ledger',
  about: 'what tamper evidence costs an event: chain, leaf and tree, a proof, verifying',
  async run(report) {
    return [...ledgerFigures(), ...(await verifyFigures(report))];
  },
};

function ledgerFigures(): readonly Figure[] {
  let leaves: readonly TreeHash[] = [];
  let tree = new TreeFrontier();
  const rounds = Array.from({ length: ROUNDS }, () => ({
    sealing: microseconds(() => {
      leaves = leavesOfSealedEvents();
      tree = new TreeFrontier();
      for (const leaf of leaves) tree.append(leaf);
    }),
    proving: microseconds(() => {
      const index = Math.floor(EVENTS / 3);
      const path = pathOf(leaves, index);
      const leaf = { index, hash: leaves[index] ?? tree.root() };
      const isSound = isIncluded(leaf, { size: tree.size, root: tree.root() }, path);
      if (!isSound) throw new Error('the proof does not hold');
    }),
  }));
  const perEvent = (value: number) => ({ value: value / EVENTS, unit: 'µs', digits: 2 });
  return [
    atMost(
      'ledger: chain and tree an event',
      perEvent(median(rounds.map(({ sealing }) => sealing))),
      LIMIT_US,
    ),
    atMost(
      'ledger: a proof in one pass, a leaf',
      perEvent(median(rounds.map(({ proving }) => proving))),
      LEAF_LIMIT_US,
    ),
  ];
}

function leavesOfSealedEvents(): readonly TreeHash[] {
  const ends = new Array<string>(STREAMS).fill(GENESIS_HASH);
  return Array.from({ length: EVENTS }, (_, index) => {
    const stream = index % STREAMS;
    const streamId = `case-${String(stream).padStart(36, '0')}`;
    const revision = Math.floor(index / STREAMS);
    const at = { streamId, revision, recordedAt };
    const { hash } = sealEvent(ends[stream] ?? GENESIS_HASH, at, eventOf(index));
    ends[stream] = hash;
    return eventLeafHash({ index, streamId, revision, hash });
  });
}

function pathOf(leaves: readonly TreeHash[], index: number): readonly TreeHash[] {
  const pass = ProofPass.ofInclusion(index, leaves.length);
  for (const leaf of leaves) pass.add(leaf);
  return pass.hashes();
}

const eventOf = (index: number): NewEvent => ({
  id: String(index).padStart(36, '0'),
  type: 'CaseNoted',
  data: {
    note: { text: 'The customer asked when the part arrives, and was told that it is on its way.' },
    visibility: 'internal',
  },
  metadata: {
    schemaVersion: 1,
    actor: { id: 'agent-1', role: 'agent', organizationId: 'organization-1' },
    commandId: 'c'.repeat(36),
    commandFingerprint: 'f'.repeat(32),
    occurredAt: recordedAt,
    $correlationId: 'c'.repeat(36),
    $causationId: 'c'.repeat(36),
    policyVersion: 'worldwide@1',
  },
});

function microseconds(work: () => void): number {
  const startedAt = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - startedAt) / 1_000;
}
