import { readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  LedgerFault,
  VerifierKey,
  openCheckpoint,
  type LedgerTrust,
  type OpenedCheckpoint,
} from '@caseline/ledger';
import type { Command } from 'commander';
import { badInput } from '../failure.ts';
import type { Given } from '../verb.ts';

/** More checkpoints at once than a year of seals every ten minutes are a mistake. */
const MAX_CHECKPOINTS = 100_000;
const CHECKPOINT_FILE = /\.checkpoint$/;

/** Declares how it is said who is trusted. */
export const declareTrust = (command: Command): Command =>
  command
    .option('--key <key...>', 'whom to believe: NAME+ID+BASE64, or a file that holds it')
    .option('--origin <name>', 'the log that is meant (default: the name of the first key)');

/** Who may say what the log is; undefined when no key is given. Throws `malformed-key`. */
export async function trustOf(given: Given): Promise<LedgerTrust | undefined> {
  const keys = await Promise.all(given.texts('key').map(keyIn));
  const [first] = keys;
  if (first === undefined) return undefined;
  return { keys, origin: given.text('origin') ?? first.name };
}

/** The same where nothing can be done without. */
export async function trustNeeded(given: Given): Promise<LedgerTrust> {
  const trust = await trustOf(given);
  if (trust !== undefined) return trust;
  throw badInput('key-missing', 'say whom to believe: --key NAME+ID+BASE64, or a file with it');
}

async function keyIn(said: string): Promise<VerifierKey> {
  const isText = said.includes('+') && !(await isThere(said));
  return VerifierKey.parse(isText ? said : (await readFile(said, 'utf8')).trim());
}

/**
 * The checkpoints in files, or in folders of `*.checkpoint` files; every one must be believed.
 * Throws as `openCheckpoint` does, naming the file.
 */
export async function checkpointsIn(
  places: readonly string[],
  trust: LedgerTrust,
): Promise<readonly OpenedCheckpoint[]> {
  const files = (await Promise.all(places.map(filesAt))).flat();
  if (files.length > MAX_CHECKPOINTS) {
    throw badInput('too-many-checkpoints', `more than ${MAX_CHECKPOINTS} checkpoints`);
  }
  const checkpoints: OpenedCheckpoint[] = [];
  for (const file of files) checkpoints.push(opened(await readFile(file, 'utf8'), file, trust));
  return checkpoints;
}

function opened(note: string, file: string, trust: LedgerTrust): OpenedCheckpoint {
  try {
    return openCheckpoint(note, trust);
  } catch (error) {
    if (!(error instanceof LedgerFault)) throw error;
    throw new LedgerFault(error.code, `${basename(file)}: ${error.message}`);
  }
}

async function filesAt(place: string): Promise<readonly string[]> {
  if (!(await stat(place)).isDirectory()) return [place];
  const names = (await readdir(place)).filter((name) => CHECKPOINT_FILE.test(name)).sort();
  if (names.length === 0) throw badInput('checkpoint-missing', `${place} holds no *.checkpoint`);
  return names.map((name) => join(place, name));
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
