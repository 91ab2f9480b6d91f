import { readFile } from 'node:fs/promises';
import { verifyProof } from '@caseline/ledger';
import { declareTrust, trustNeeded } from '../proof/trust.ts';
import type { Verb } from '../verb.ts';

/** Checks a proof file with nothing but a key. */
export const checkProof: Verb = {
  usage: 'check-proof <file>',
  summary: 'check the proof of an event with nothing but the file and a key',
  needsData: false,
  declare(command) {
    declareTrust(command);
  },
  async run(run, given) {
    const trust = await trustNeeded(given);
    const proof = await readFile(given.argument(0), 'utf8');
    const { event, index, hash, checkpoint } = verifyProof(proof, trust);
    const { origin, size, sealedAt } = checkpoint;
    const { type, streamId, revision } = event;
    const signers = checkpoint.signers.map((key) => key.toString());
    await run.result({ proven: true, index, hash, origin, size, sealedAt, signers, event }, [
      `proven: ${type}, revision ${revision} of ${streamId}`,
      `event ${index} of the ${size} that ${origin} had sealed${at(sealedAt)}`,
    ]);
  },
};

const at = (sealedAt: string | null): string => (sealedAt === null ? '' : ` at ${sealedAt}`);
