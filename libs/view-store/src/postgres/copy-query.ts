import type pg from 'pg';

/**
 * `COPY … FROM STDIN` with all that is copied, as `client.query` takes it; the client calls the
 * methods as answers come. Of its own the client has nothing that sends rows this way.
 */
export class CopyQuery implements pg.Submittable {
  /** Called at the end, with the error if there is one. The client puts its timeout round it. */
  callback: (error?: Error | null) => void;
  readonly #text: string;
  readonly #messages: readonly Buffer[];

  constructor(
    { text, messages }: { readonly text: string; readonly messages: readonly Buffer[] },
    callback: CopyQuery['callback'],
  ) {
    this.#text = text;
    this.#messages = messages;
    this.callback = callback;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse({ stream }: pg.Connection): void {
    stream.cork();
    for (const message of this.#messages) stream.write(message);
    stream.uncork();
  }

  handleCommandComplete(): void {
    // The end is when the session is ready again.
  }

  handleReadyForQuery(): void {
    this.callback();
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}
