import { setTimeout as delay } from 'node:timers/promises';
import { Counter, Gauge, type Registry } from 'prom-client';

/** How long a store may take to answer one figure: a scrape must end in time, store or not. */
const ASK_TIMEOUT_MS = 2_000;

/** Sets one value of a figure. */
export type SetValue = (value: number, labels?: Readonly<Record<string, string>>) => void;

export interface AskedGauge {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly string[];
  /** Reads the figure now; what it does not set has no value. */
  read(set: SetValue): Promise<void> | void;
}

/** Figures that are read when they are asked for. */
export class AskedFigures {
  readonly #registry: Registry;
  readonly #unanswered;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#unanswered = new Counter({
      name: 'caseline_metric_unanswered_total',
      help: 'Figures that could not be read when they were asked for, by name.',
      labelNames: ['metric'],
      registers: [registry],
    });
  }

  /** A figure that goes up and down. One that cannot be read has no value, and is counted. */
  gauge({ name, help, labelNames = [], read }: AskedGauge): void {
    const unanswered = this.#unanswered;
    new Gauge<string>({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.#registry],
      async collect() {
        const found: [number, Readonly<Record<string, string>>][] = [];
        const set: SetValue = (value, labels = {}) => void found.push([value, labels]);
        const isAnswered = await inTime(async () => read(set));
        if (!isAnswered) unanswered.inc({ metric: name });
        this.reset();
        // A gauge without labels goes on as 0 after a reset, which would be a lie.
        if (labelNames.length === 0) this.remove();
        if (isAnswered) for (const [value, labels] of found) this.set(labels, value);
      },
    });
  }

  /** A total that is kept elsewhere. */
  total({ name, help, read }: { name: string; help: string; read(): number }): void {
    new Counter({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }
}

/** False when the work failed or took too long. */
async function inTime(work: () => Promise<void>): Promise<boolean> {
  const tooLate = new AbortController();
  try {
    return await Promise.race([
      work().then(() => true),
      delay(ASK_TIMEOUT_MS, false, { signal: tooLate.signal, ref: false }),
    ]);
  } catch {
    // Counted by the caller; why a store does not answer is told where readiness is asked.
    return false;
  } finally {
    tooLate.abort();
  }
}
