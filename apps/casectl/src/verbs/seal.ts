import { CheckpointFolder, LedgerSealer, ledgerKeys } from '@caseline/timekeeper';
import { badInput, Failure } from '../failure.ts';
import { settingsOf, withLogToWrite } from '../stores.ts';
import type { Verb } from '../verb.ts';

/** Seals the log now, as a server does by itself from time to time. */
export const seal: Verb = {
  usage: 'seal',
  summary: 'seal the log now, and print its checkpoint and the keys that verify it',
  needsData: true,
  declare(command) {
    command.option('--folder <folder>', 'keep the checkpoint there (CASELINE_LEDGER_FOLDER)');
  },
  async run(run, given) {
    const settings = settingsOf(run, given);
    const keys = ledgerKeys(settings);
    if (keys === null) {
      throw badInput('key-missing', 'production needs CASELINE_LEDGER_KEY_FILE to seal');
    }
    const place = given.text('folder') ?? settings.CASELINE_LEDGER_FOLDER;
    const folder = place === undefined ? null : new CheckpointFolder(place);
    const { clock } = run.surroundings;
    const origin = settings.CASELINE_LEDGER_ORIGIN;
    await withLogToWrite(run, given, async (store) => {
      const sealer = await LedgerSealer.open({ store, clock, keys, folder, origin });
      if (sealer === null) {
        throw new Failure('refused', 'log-empty', { detail: 'there is no event to seal' });
      }
      await sealer.readOn();
      const isNew = sealer.pending > 0;
      const kept = isNew ? await sealer.seal() : sealer.last;
      if (kept === null) throw new TypeError('a log with events is sealed by now');
      const file = (await folder?.keep(kept)) ?? null;
      const { size, sealedAt } = kept.checkpoint;
      const { verifiers } = sealer;
      await run.result({ size, sealedAt, isNew, file, verifiers, checkpoint: kept.note }, [
        `${isNew ? 'sealed' : 'nothing new since'} ${size} events, ${sealedAt}`,
        ...(file === null ? [] : [`checkpoint: ${file}`]),
        ...verifiers.map((verifier) => `verifier key: ${verifier}`),
      ]);
    });
  },
};
