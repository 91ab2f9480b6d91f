import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint, type LedgerTrust, type OpenedCheckpoint } from '@caseline/ledger';

/** Sizes in names have all digits, so that names sort as sizes do. */
const SIZE_DIGITS = 16;
const CHECKPOINT_NAME = /^\d{16}-\d{8}T\d{9}Z\.checkpoint$/;

/** A signed note with what it says. */
export interface KeptCheckpoint {
  readonly note: string;
  readonly checkpoint: OpenedCheckpoint;
}

/** Where checkpoints are kept out of reach of whoever may write to the log: a file each. */
export class CheckpointFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The checkpoint of the largest tree; null in a new folder. Throws as `openCheckpoint` does. */
  async newest(trust: LedgerTrust): Promise<KeptCheckpoint | null> {
    const name = (await this.#names()).at(-1);
    if (name === undefined) return null;
    const note = await readFile(join(this.#folder, name), 'utf8');
    return { note, checkpoint: openCheckpoint(note, trust) };
  }

  /** Keeps a checkpoint; it is on the device, under its name and whole, or not there. */
  async keep({ note, checkpoint }: KeptCheckpoint): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const name = nameOf(checkpoint);
    const file = join(this.#folder, name);
    if ((await this.#names()).includes(name)) return file;
    const unfinished = `${file}.partial`;
    const handle = await open(unfinished, 'w');
    try {
      await handle.writeFile(note);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
    await syncFolder(this.#folder);
    return file;
  }

  async #names(): Promise<readonly string[]> {
    const names = await readdir(this.#folder).catch(noneWhereMissing);
    return names.filter((name) => CHECKPOINT_NAME.test(name)).sort();
  }
}

/** No colons: some file systems have no place for them. */
function nameOf({ size, sealedAt }: OpenedCheckpoint): string {
  const instant = (sealedAt ?? '').replaceAll(/[-:.]/g, '');
  return `${String(size).padStart(SIZE_DIGITS, '0')}-${instant}.checkpoint`;
}

function noneWhereMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

/** The new name itself must survive a loss of power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
