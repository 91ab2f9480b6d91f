/** Something that must be let go of. */
export interface Closable {
  close(): Promise<void>;
}

/** What a process has opened, to be closed in the opposite order, whatever fails on the way. */
export class OpenedParts implements Closable {
  readonly #parts: Closable[] = [];

  /** Remembers a part and answers it. */
  add<Part extends Closable>(part: Part): Part {
    this.#parts.push(part);
    return part;
  }

  /** Closes everything that is still open; rejects with the first failure when all were tried. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      await part.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
