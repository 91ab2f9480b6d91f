import { readFile } from 'node:fs/promises';
import type { EventStore } from '@caseline/event-sourcing';
import {
  LEDGER_STREAM,
  LedgerFault,
  parseCheckpointText,
  readCheckpointSealed,
  type LedgerCheckpoint,
} from '@caseline/ledger';
import { Failure } from '../failure.ts';

/** A checkpoint as it was signed, with what it says; whoever is shown it checks the signature. */
export interface SignedCheckpoint {
  readonly note: string;
  readonly checkpoint: LedgerCheckpoint;
}

/** The checkpoint in a file, else the last one that was sealed into the log. */
export async function noteOfLog(
  store: EventStore,
  file: string | undefined,
): Promise<SignedCheckpoint> {
  const note = file === undefined ? await lastNote(store) : await readFile(file, 'utf8');
  const end = note.lastIndexOf('\n\n');
  if (end < 0) throw new LedgerFault('malformed-note', 'no signed note');
  return { note, checkpoint: parseCheckpointText(note.slice(0, end + 1)) };
}

async function lastNote(store: EventStore): Promise<string> {
  const [last] = await store.readStream(LEDGER_STREAM, { direction: 'backwards', max: 1 });
  if (last !== undefined) return readCheckpointSealed(last).checkpoint;
  const detail = 'the log was never sealed: a server does so, and casectl seal';
  throw new Failure('refused', 'not-sealed', { detail });
}
