import { Worker } from 'node:worker_threads';
import { START, threadModule } from '@caseline/event-sourcing';
import type { Position, ProjectionHealth } from '@caseline/event-sourcing';
import type { StoreSettings } from '@caseline/hosting';
import type { FromProjector, ToProjector, ToldError } from './worker-messages.ts';

/** How long the thread may take to end the batch under way. */
const CLOSE_TIMEOUT_MS = 10_000;

export interface ProjectorThreadSettings {
  /** Where the log is read and the views are written. */
  readonly stores: StoreSettings;
  /** Collector of traces (`CASELINE_OTLP_URL`); absent: none. */
  readonly collectorUrl?: string | undefined;
  onPosition?(position: Position): void;
  /** The views could not be fed; the projector goes on trying. */
  onFault?(error: ToldError): void;
  /** A connection was lost, or an event could not be read; the views are fed all the same. */
  onSurvived?(error: ToldError): void;
}

/** A projector in a thread of its own. */
export interface ProjectorThread {
  position(): Position;
  /** Why it no longer runs; undefined while it does. */
  failure(): string | undefined;
  health(): Promise<readonly ProjectionHealth[]>;
  retryQuarantined(view: string, streamId?: string): Promise<number>;
  close(): Promise<void>;
}

/** The views could not be fed at all; `code` is `views-ahead-of-log` when they must be rebuilt. */
export class ProjectorRefused extends Error {
  override readonly name = 'ProjectorRefused';
  readonly code: string | null;

  constructor({ message, code }: ToldError) {
    super(message);
    this.code = code;
  }
}

/**
 * Starts a projector in a worker thread; resolves when its views can be read.
 */
export async function startProjectorThread(
  settings: ProjectorThreadSettings,
): Promise<ProjectorThread> {
  const thread = new Thread(startWorker(settings), settings);
  await thread.started;
  return thread;
}

function startWorker({ stores, collectorUrl }: ProjectorThreadSettings): Worker {
  const { module, execArgv } = threadModule('projector-worker', import.meta.url);
  return new Worker(module, { name: 'projector', workerData: { stores, collectorUrl }, execArgv });
}

class Thread implements ProjectorThread {
  readonly started: Promise<void>;
  readonly #worker: Worker;
  readonly #settings: ProjectorThreadSettings;
  readonly #questions = new Map<number, (answer: unknown) => void>();
  readonly #ended: Promise<void>;
  #position: Position = START;
  #failure: string | undefined;
  #isClosing = false;
  #hasEnded = false;
  #lastQuestion = 0;

  constructor(worker: Worker, settings: ProjectorThreadSettings) {
    this.#worker = worker;
    this.#settings = settings;
    this.#ended = new Promise((resolve) => {
      worker.once('exit', (code) => {
        if (!this.#isClosing) this.#failure ??= `the projector ended with code ${code}`;
        this.#hasEnded = true;
        for (const answer of this.#questions.values()) answer(undefined);
        resolve();
      });
    });
    this.started = new Promise((resolve, reject) => {
      worker.on('error', (error) => {
        this.#failure = error instanceof Error ? error.message : String(error);
        reject(error);
      });
      worker.on('message', (message: FromProjector) => {
        if (message.kind === 'started') resolve();
        else if (message.kind === 'refused') reject(new ProjectorRefused(message.error));
        else this.#hear(message);
      });
      worker.once('exit', () => reject(new Error(this.#failure ?? 'the projector ended')));
    });
  }

  position(): Position {
    return this.#position;
  }

  failure(): string | undefined {
    return this.#failure;
  }

  async health(): Promise<readonly ProjectionHealth[]> {
    const answer = await this.#ask((id) => ({ kind: 'health', id }));
    // The thread answers this question with these; undefined when it has ended.
    return (answer ?? []) as readonly ProjectionHealth[];
  }

  async retryQuarantined(view: string, streamId?: string): Promise<number> {
    const kind = 'retry';
    const answer = await this.#ask((id) => ({ kind, id, view, streamId: streamId ?? null }));
    return typeof answer === 'number' ? answer : 0;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#worker.postMessage({ kind: 'close' } satisfies ToProjector);
    const timeout = setTimeout(() => void this.#worker.terminate(), CLOSE_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timeout);
  }

  #hear(message: FromProjector): void {
    if (message.kind === 'position') {
      this.#position = message.position;
      this.#failure = undefined;
      this.#settings.onPosition?.(message.position);
    } else if (message.kind === 'fault') {
      this.#failure = message.error.message;
      this.#settings.onFault?.(message.error);
    } else if (message.kind === 'survived') {
      this.#settings.onSurvived?.(message.error);
    } else if (message.kind === 'answer') {
      this.#questions.get(message.id)?.(message.answer);
      this.#questions.delete(message.id);
    }
  }

  #ask(question: (id: number) => ToProjector): Promise<unknown> {
    if (this.#hasEnded) return Promise.resolve(undefined);
    this.#lastQuestion += 1;
    const id = this.#lastQuestion;
    return new Promise((resolve) => {
      this.#questions.set(id, resolve);
      this.#worker.postMessage(question(id));
    });
  }
}
