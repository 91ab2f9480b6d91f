import type { DatabaseSync } from 'node:sqlite';
import type { AppendOutcome, AppendRequest, AppendWriter } from './append-request.ts';
import { LogWriter } from './log-writer.ts';

/** The writer on the calling thread: for `:memory:` and for tools that write a little. */
export class InProcessWriter implements AppendWriter {
  readonly #database: DatabaseSync;
  readonly #writer: LogWriter;

  /** Takes the connection over and closes it. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#writer = new LogWriter(database);
  }

  write(batch: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    return Promise.resolve(this.#writer.write(batch));
  }

  close(): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }
}
