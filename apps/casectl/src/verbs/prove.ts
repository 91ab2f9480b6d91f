import { writeFile } from 'node:fs/promises';
import type { EventStore } from '@caseline/event-sourcing';
import {
  LedgerFault,
  eventLeaf,
  eventLeafHash,
  isIncluded,
  proofText,
  type TreeHash,
} from '@caseline/ledger';
import { badInput, Failure } from '../failure.ts';
import { inNewFile } from '../export/new-file.ts';
import { withProgress, type Progress } from '../progress.ts';
import { findEvent, pathOf, type FoundEvent } from '../proof/find-event.ts';
import { noteOfLog, type SignedCheckpoint } from '../proof/note-of-log.ts';
import { withLogToRead } from '../stores.ts';
import type { Verb } from '../verb.ts';

/** Writes the proof that an event is in the log that was sealed. */
export const prove: Verb = {
  usage: 'prove',
  summary: 'write the proof that an event is in the log that was sealed',
  needsData: true,
  declare(command) {
    command
      .requiredOption('--event <id>', 'the id of the event, as history and exports show it')
      .option('--checkpoint <file>', 'the checkpoint to prove it by (default: the last seal)')
      .option('-o, --out <file>', 'write to a new file instead of standard output');
  },
  async run(run, given) {
    const eventId = given.text('event') ?? '';
    const proof = await withLogToRead(run, given, (store) =>
      withProgress(run.surroundings.stderr, 'proving', (progress) =>
        proofOf(store, { eventId, file: given.text('checkpoint') }, progress),
      ),
    );
    const file = given.text('out');
    if (file === undefined) return run.print(proof.trimEnd());
    await inNewFile(file, (unfinished) => writeFile(unfinished, proof, { flag: 'wx' }));
    await run.result({ file }, [`${file} holds the proof`]);
  },
};

async function proofOf(
  store: EventStore,
  { eventId, file }: { readonly eventId: string; readonly file: string | undefined },
  progress: Progress,
): Promise<string> {
  const signed = await noteOfLog(store, file);
  const total = 2 * ((await store.head()) + 1);
  const found = await findEvent(store, eventId, (position) => progress.show(position, total));
  if (found === undefined) throw badInput('event-unknown', `the log has no event ${eventId}`);
  const { index } = found;
  const { size } = signed.checkpoint;
  if (index >= size) {
    const detail = `the event is number ${index} and the checkpoint covers ${size}: seal again`;
    throw new Failure('refused', 'not-sealed-yet', { detail });
  }
  const onPosition = (position: number) => progress.show(total / 2 + position, total);
  const path = await pathOf(store, { index, size }, onPosition);
  return provenBy(found, signed, path);
}

/** The proof, if it is one: a log that is not as it was sealed cannot prove anything. */
function provenBy(
  { event, index, previousHash }: FoundEvent,
  { note, checkpoint }: SignedCheckpoint,
  path: readonly TreeHash[],
): string {
  const leaf = { index, hash: eventLeafHash(eventLeaf(index, event)) };
  if (!isIncluded(leaf, checkpoint, path)) {
    throw new LedgerFault(
      'log-differs',
      'the log is not what the checkpoint says: casectl verify --checkpoint shows where',
    );
  }
  return proofText({ event, previousHash, index, path, checkpoint: note });
}
