import { START } from '@caseline/event-sourcing';
import type { OpenedCheckpoint } from '@caseline/ledger';
import { withProgress } from '../progress.ts';
import { withLogToRead } from '../stores.ts';
import type { Given, Run } from '../verb.ts';
import { LedgerAudit, faultOfCheckpoints } from './ledger-audit.ts';
import type { ProofFault } from './proof-fault.ts';
import { checkpointFacts, type CheckpointFacts } from './checkpoint-facts.ts';

/** A log held against checkpoints. */
export interface StoreAudit {
  readonly checkpoints: readonly CheckpointFacts[];
  readonly fault: ProofFault | undefined;
}

/** Holds the log of the stores against checkpoints; null where there are none. */
export async function auditStores(
  run: Run,
  given: Given,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<StoreAudit | null> {
  if (checkpoints.length === 0) return null;
  const audit = new LedgerAudit(checkpoints);
  await withLogToRead(run, given, async (store) => {
    const head = await store.head();
    await withProgress(run.surroundings.stderr, 'comparing', async (progress) => {
      for await (const events of store.readAll({ after: START })) {
        for (const { streamId, revision, metadata } of events) {
          audit.take({ streamId, revision, hash: metadata.hash });
        }
        progress.show((events.at(-1)?.position ?? START) + 1, head + 1);
      }
    });
  });
  const findings = audit.findings();
  return {
    checkpoints: findings.map(checkpointFacts),
    fault: faultOfCheckpoints(findings, audit.size),
  };
}
