import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a child answers by message: a result, or why there is none. */
export type ChildAnswer<Result> = { readonly report: Result } | { readonly error: string };

/** A module of the bench in a process of its own, spoken to by messages. */
export class ChildModule {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  /** `module` is the URL of a compiled module. Its standard output goes to our standard error. */
  constructor(module: URL, args: readonly string[] = [], options: readonly string[] = []) {
    this.#child = fork(module, args, {
      stdio: ['ignore', 2, 2, 'ipc'],
      execArgv: ['--disable-warning=ExperimentalWarning', ...options],
    });
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`the child ended with ${String(code ?? signal)}`);
    });
    // Its end is only a fault while somebody waits for an answer.
    this.#ended.catch(() => undefined);
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the child has not started');
    return pid;
  }

  /** Sends a message and waits for its answer. */
  async ask<Result>(message: object): Promise<Result> {
    const answered = this.answer<Result>();
    this.#child.send(message);
    return answered;
  }

  /** Waits for the next message; throws when the child says an error or ends. */
  async answer<Result>(): Promise<Result> {
    const answered = once(this.#child, 'message') as Promise<[ChildAnswer<Result>]>;
    const [message] = await Promise.race([answered, this.#ended]);
    if ('error' in message) throw new Error(message.error);
    return message.report;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}
