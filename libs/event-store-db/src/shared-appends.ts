import type { Duplex } from 'node:stream';
import { readAppendAnswer, AppendRefused } from './wire/append-answer.ts';
import type { AppendSuccess } from './wire/append-answer.ts';
import { appendMessage } from './wire/append-message.ts';
import type { AppendOptions } from './wire/append-message.ts';
import type { WireEvent } from './wire/wire-event.ts';

export interface AppendCall extends Omit<AppendOptions, 'correlation'> {
  readonly events: readonly WireEvent[];
}

interface Waiting {
  resolve(success: AppendSuccess): void;
  reject(error: Error): void;
}

/** A call over which appends go, each answered by its number. */
interface SharedCall {
  readonly stream: Promise<Duplex>;
  readonly waiting: Map<number, Waiting>;
  /** Why it takes no more; undefined while it does. */
  failure: Error | undefined;
}

export interface CallsOfAppends {
  open(): Promise<Duplex>;
  /** What the appends are rejected with when their call fails so. */
  errorOf(error: Error): Error;
}

/**
 * All appends of a client go over one call, opened by the first of them and again after its end. An
 * answer that nobody waits for, such as a second one, is passed over. How much waits to be sent is
 * bounded by the appends under way.
 */
export class SharedAppends {
  readonly #calls: CallsOfAppends;
  #call: SharedCall | undefined;
  #last = 0;

  constructor(calls: CallsOfAppends) {
    this.#calls = calls;
  }

  /** True while the next append needs no new call. */
  get isOpen(): boolean {
    return this.#call !== undefined;
  }

  /** Rejects with what the server refuses it by, or with what ended the call. */
  async send({ events, ...options }: AppendCall): Promise<AppendSuccess> {
    const call = (this.#call ??= this.#begin());
    const stream = await call.stream;
    if (call.failure !== undefined) throw call.failure;
    this.#last += 1;
    const correlation = this.#last;
    return new Promise((resolve, reject) => {
      call.waiting.set(correlation, { resolve, reject });
      stream.write(appendMessage({ ...options, correlation }, events));
    });
  }

  #begin(): SharedCall {
    const call: SharedCall = { stream: this.#calls.open(), waiting: new Map(), failure: undefined };
    const end = (error: Error): void => this.#end(call, error);
    const ended = () => end(new AppendRefused('unavailable', 'the call of the appends has ended'));
    call.stream.then((stream) => {
      stream.on('data', (message: Buffer) => {
        try {
          settle(call, message);
        } catch (error) {
          end(error instanceof Error ? error : new Error(String(error)));
        }
      });
      stream.on('error', (error) => end(this.#calls.errorOf(error)));
      stream.on('end', ended);
      stream.on('close', ended);
    }, end);
    return call;
  }

  #end(call: SharedCall, error: Error): void {
    call.failure ??= error;
    if (this.#call === call) this.#call = undefined;
    for (const { reject } of call.waiting.values()) reject(error);
    call.waiting.clear();
  }
}

function settle({ waiting }: SharedCall, message: Buffer): void {
  const { correlation, outcome } = readAppendAnswer(message);
  const append = waiting.get(correlation);
  waiting.delete(correlation);
  if (outcome instanceof AppendRefused) append?.reject(outcome);
  else append?.resolve(outcome);
}
