import type { CommandOutcome, NewEvent } from '@caseline/event-sourcing';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { AskedFigures, type AskedGauge } from './asked-figures.ts';
import type { MetricsSources } from './metric-sources.ts';
import { declareFigures } from './process-figures.ts';
import { talliedCounter } from './tallied-counter.ts';

/** Upper bounds of durations in seconds: a commit takes from 0.3 to 60 ms. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 1, 5];

/** How a command ended. `replayed`: an earlier request with its key had done it. */
export type CommandEnd = 'accepted' | 'replayed' | 'rejected' | 'failed';

/** How an append ended. `conflict`: somebody else was first; `unknown`: nobody knows. */
export type AppendEnd = 'appended' | 'conflict' | 'unknown' | 'failed';

/**
 * The figures of one process, in a registry of their own. No label holds an id, a name or a code
 * that a caller can choose, so their number is bounded.
 */
export class Metrics {
  /** For whoever serves them. */
  readonly registry = new Registry();
  readonly #asked: AskedFigures;
  readonly #commands = talliedCounter({
    name: 'caseline_commands_total',
    help: 'Commands by name and by how they ended.',
    labelNames: ['command', 'outcome'],
    registers: [this.registry],
  });
  readonly #durations = new Histogram({
    name: 'caseline_command_duration_seconds',
    help: 'From taking up a command to its answer, the durable append included.',
    labelNames: ['command'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  readonly #appends = new Histogram({
    name: 'caseline_append_duration_seconds',
    help: 'How long the event store took over an append, by how it ended.',
    labelNames: ['outcome'],
    buckets: DURATION_BUCKETS,
    registers: [this.registry],
  });
  readonly #events = talliedCounter({
    name: 'caseline_events_appended_total',
    help: 'Events that this process has appended, by type.',
    labelNames: ['type'],
    registers: [this.registry],
  });
  readonly #requests = talliedCounter({
    name: 'caseline_http_requests_total',
    help: 'HTTP requests by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers: [this.registry],
  });
  readonly #faults = talliedCounter({
    name: 'caseline_store_faults_total',
    help: 'Faults of a store that the process went on from, by kind.',
    labelNames: ['kind'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#asked = new AskedFigures(this.registry);
  }

  /** Declares what is read from others when figures are asked for; once. */
  watch(sources: MetricsSources): void {
    declareFigures(this.#asked, sources);
  }

  /** Declares a figure of its own that is read when it is asked for; once a name. */
  gauge(gauge: AskedGauge): void {
    this.#asked.gauge(gauge);
  }

  /** Runs a command, counts how it ends and measures how long it takes. */
  async measure(command: string, run: () => Promise<CommandOutcome>): Promise<CommandOutcome> {
    const stop = this.#durations.startTimer({ command });
    let outcome: CommandEnd = 'failed';
    try {
      const answer = await run();
      outcome = endOf(answer);
      return answer;
    } finally {
      stop();
      this.#commands.count({ command, outcome });
    }
  }

  /** Measures an append from now until it is said how it ended. */
  appendStarted(): { ended(outcome: AppendEnd): void } {
    const stop = this.#appends.startTimer();
    return { ended: (outcome) => void stop({ outcome }) };
  }

  /** Counts events that were appended. */
  countEvents(events: readonly Pick<NewEvent, 'type'>[]): void {
    for (const { type } of events) this.#events.count({ type });
  }

  /** Counts an answered request; `route` is the pattern, never the path that was asked for. */
  countRequest(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
  }): void {
    this.#requests.count({ ...request, status: String(request.status) });
  }

  /** Counts a fault of a store; `kind` is one of its codes. */
  countFault(kind: string): void {
    this.#faults.count({ kind });
  }

  /** The content type of the text. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

function endOf(outcome: CommandOutcome): CommandEnd {
  if (outcome.kind === 'rejected') return 'rejected';
  return outcome.replayed ? 'replayed' : 'accepted';
}
