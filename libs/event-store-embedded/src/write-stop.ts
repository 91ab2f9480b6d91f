import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeDurably } from './durable-file.ts';
import { errorText } from './sqlite-error.ts';

const MARKER_FILE = 'stopped-writing.txt';

/**
 * Stops writing for good when it is in doubt what is on the device. A marker in the folder makes
 * the next start verify the log first; the device may refuse the marker too, then only this process
 * knows.
 */
export class WriteStop {
  readonly #folder: string | undefined;
  #reason: string | undefined;

  /** Without a folder nothing outlives the process. */
  constructor(folder?: string) {
    this.#folder = folder;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  stop(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    if (this.#folder === undefined) return;
    try {
      writeDurably(join(this.#folder, MARKER_FILE), `${reason}\n`);
    } catch (error) {
      this.#reason = `${reason}; the marker could not be written: ${errorText(error)}`;
    }
  }
}

/** Why an earlier process stopped writing here; undefined when none did. */
export function earlierStop(folder: string): string | undefined {
  const file = join(folder, MARKER_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** Forgets an earlier stop, after the log was verified. */
export function forgetStop(folder: string): void {
  rmSync(join(folder, MARKER_FILE), { force: true });
  syncFolder(folder);
}
