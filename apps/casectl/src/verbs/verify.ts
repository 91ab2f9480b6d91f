import type { Command } from 'commander';
import type { LogFault } from '@caseline/event-sourcing';
import type { OpenedCheckpoint } from '@caseline/ledger';
import { badInput } from '../failure.ts';
import { withProgress } from '../progress.ts';
import { checkpointsIn, declareTrust, trustNeeded } from '../proof/trust.ts';
import { checkpointLines, verifyExport } from '../proof/verify-export.ts';
import { auditStores } from '../proof/audit-stores.ts';
import { proofFaultLine } from '../proof/proof-fault.ts';
import type { Given, Run, Verb } from '../verb.ts';
import { verifyStores } from '../verify-log.ts';

/**
 * Recomputes the hash chain of every stream, holds the log against checkpoints, and names what does
 * not fit: in the stores, or in an export without them.
 */
export const verify: Verb = {
  usage: 'verify [export]',
  summary: 'recompute every hash, of the log or of an NDJSON export; name faults by their place',
  needsData: true,
  declare(command) {
    declareTrust(declareCheckpoints(command))
      .option('--no-verdicts', 'of an export, do not judge every case again')
      .addHelpText('after', verifyHelp);
  },
  async run(run, given) {
    const checkpoints = await checkpointsBy(given);
    const file = given.optional(0);
    if (file === undefined) return verifyLogAgainst(run, given, checkpoints);
    await verifyExport(run, { file, checkpoints, isJudged: given.flag('verdicts') !== false });
  },
};

const declareCheckpoints = (command: Command): Command =>
  command
    .option('--checkpoint <file...>', 'signed checkpoints, or folders of them; they need --key')
    .option('--earlier <file>', 'an earlier checkpoint: both must be of one log that only grew');

const verifyHelp = `
Chains alone show an event that was altered. A cut end, a stream rewritten to its end with all its
hashes, or events in another order show by a checkpoint only: it is signed, and kept elsewhere.
An export is verified with nothing but the file: no store, no network, no setting.`;

async function checkpointsBy(given: Given): Promise<readonly OpenedCheckpoint[]> {
  const earlier = given.text('earlier');
  const places = [...given.texts('checkpoint'), ...(earlier === undefined ? [] : [earlier])];
  if (places.length === 0) {
    if (given.texts('key').length === 0) return [];
    throw badInput('checkpoint-missing', '--key is for checkpoints: name one with --checkpoint');
  }
  return checkpointsIn(places, await trustNeeded(given));
}

async function verifyLogAgainst(
  run: Run,
  given: Given,
  checkpoints: readonly OpenedCheckpoint[],
): Promise<void> {
  const verification = await withProgress(run.surroundings.stderr, 'verifying', (progress) =>
    verifyStores(run, given, (verified, total) => progress.show(verified, total)),
  );
  const { events, streams, faultCount, faults } = verification;
  const audit = faultCount > 0 ? null : await auditStores(run, given, checkpoints);
  const sealFault = audit?.fault === undefined ? [] : [audit.fault];
  const found = faultCount + sealFault.length;
  if (found > 0) run.exit = 'finding';
  const seen = `${events} events of ${streams} streams`;
  const sealed = audit === null ? {} : { checkpoints: audit.checkpoints, sealFaults: sealFault };
  await run.result({ ...verification, ...sealed }, [
    found === 0 ? `sound: ${seen}` : `${found} faults in ${seen}`,
    ...faults.map(faultLine),
    ...(faultCount > faults.length ? [`and ${faultCount - faults.length} more`] : []),
    ...sealFault.map(proofFaultLine),
    ...(audit === null ? [] : checkpointLines(audit.checkpoints)),
  ]);
}

const faultLine = ({ kind, streamId, revision, position, detail }: LogFault): string =>
  [
    streamId === null ? 'log' : streamId,
    ...(revision === null ? [] : [`revision ${revision}`]),
    ...(position === null ? [] : [`position ${position}`]),
    `${kind}: ${detail}`,
  ].join('  ');
