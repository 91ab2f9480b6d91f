/** A client of the feed that comes back by `Last-Event-ID`, to whichever server there is. */
import { setTimeout as passed } from 'node:timers/promises';
import type { CaselineServer } from '../support/caseline-server.ts';

/** Between two attempts while no server takes it. */
const RETRY_MS = 100;

export class ListeningClient {
  /** The position of every fact it was told, in that order. */
  readonly told: number[] = [];
  readonly #stop = new AbortController();
  readonly #listening: Promise<void>;
  #lastId: string | null;
  connections = 0;

  constructor(servers: () => readonly Pick<CaselineServer, 'port' | 'tokens'>[], after: number) {
    this.#lastId = String(after);
    this.#listening = this.#listen(servers);
  }

  /** Resolves when it was told of a position; rejects when that takes too long. */
  async reached(position: number, withinMs: number): Promise<void> {
    const startedAt = performance.now();
    while ((this.told.at(-1) ?? -1) < position) {
      if (performance.now() - startedAt > withinMs) throw new Error(`${position} was not told`);
      await passed(RETRY_MS);
    }
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#listening;
  }

  async #listen(servers: () => readonly Pick<CaselineServer, 'port' | 'tokens'>[]): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const running = servers();
      const server = running[this.connections % Math.max(running.length, 1)];
      // A server that is killed or gone breaks the connection: the next one is asked.
      if (server !== undefined) await this.#hear(server).catch(() => undefined);
      await passed(RETRY_MS);
    }
  }

  async #hear({ port, tokens }: Pick<CaselineServer, 'port' | 'tokens'>): Promise<void> {
    this.connections += 1;
    const { status, body } = await fetch(`http://127.0.0.1:${port}/v1/feed`, {
      headers: {
        authorization: `Bearer ${tokens.agent}`,
        ...(this.#lastId === null ? {} : { 'last-event-id': this.#lastId }),
      },
      signal: this.#stop.signal,
    });
    if (status !== 200 || body === null) throw new Error(`the feed answers ${status}`);
    let rest = '';
    for await (const piece of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  /** A block without data moves the id on and tells nothing. */
  #take(block: string): void {
    const id = /^id: (\d+)$/m.exec(block)?.[1];
    if (id === undefined) return;
    this.#lastId = id;
    const isFact = /^data: /m.test(block) && !/^event: caught-up$/m.test(block);
    if (isFact) this.told.push(Number(id));
  }
}
