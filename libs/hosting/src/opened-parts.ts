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

  /**
   * Remembers a part that is still being opened, and answers the same promise: whoever needs the
   * part waits for it, and learns there if it cannot be opened.
   */
  begin<Part extends Closable>(opening: Promise<Part>): Promise<Part> {
    const close = async (): Promise<void> => {
      const part = await opening.catch(() => undefined);
      await part?.close();
    };
    // Until somebody waits, a failure is not unhandled.
    opening.catch(() => undefined);
    this.#parts.push({ close });
    return opening;
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
