import type { CommandOutcome } from '@caseline/event-sourcing';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HealthSources } from '../health/health-sources.ts';

/** What the metrics are read from when they are asked for. */
export interface MetricsSources extends Pick<
  HealthSources,
  'head' | 'views' | 'readOnlyReason' | 'timekeeper'
> {
  /** Case loads so far: answered from memory, and read from the store. */
  loads(): { readonly cached: number; readonly read: number };
}

/** Upper bounds of command durations in seconds: a commit takes from 0.3 to 60 ms. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 1, 5];

/** How a command ended. `replayed`: an earlier request with its key had done it. */
export type CommandEnd = 'accepted' | 'replayed' | 'rejected' | 'failed';

/**
 * The figures of one server, in a registry of their own. No label holds an id, a name or a code
 * that a caller can choose, so their number is bounded.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #commands = new Counter({
    name: 'caseline_commands_total',
    help: 'Commands by name and by how they ended.',
    labelNames: ['command', 'outcome'],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'caseline_command_duration_seconds',
    help: 'From taking up a command to its answer, the durable append included.',
    labelNames: ['command'],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #requests = new Counter({
    name: 'caseline_http_requests_total',
    help: 'HTTP requests by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    registers: [this.#registry],
  });

  constructor(sources: MetricsSources) {
    collectDefaultMetrics({ register: this.#registry });
    logMetrics(this.#registry, sources);
    viewMetrics(this.#registry, sources);
    timekeeperMetrics(this.#registry, sources);
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
      this.#commands.inc({ command, outcome });
    }
  }

  /** Counts an answered request; `route` is the pattern, never the path that was asked for. */
  countRequest(request: {
    readonly route: string;
    readonly method: string;
    readonly status: number;
  }): void {
    this.#requests.inc({ ...request, status: String(request.status) });
  }

  /** The content type of the text. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

function endOf(outcome: CommandOutcome): CommandEnd {
  if (outcome.kind === 'rejected') return 'rejected';
  return outcome.replayed ? 'replayed' : 'accepted';
}

/** A counter whose total is kept elsewhere and read when it is asked for. */
function totalOf(
  registry: Registry,
  { name, help, read }: { readonly name: string; readonly help: string; read(): number },
): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function logMetrics(registry: Registry, sources: MetricsSources): void {
  new Gauge({
    name: 'caseline_log_head_position',
    help: 'Position of the last event of the log; -1 when there is none.',
    registers: [registry],
    async collect() {
      this.set(await sources.head());
    },
  });
  new Gauge({
    name: 'caseline_store_writable',
    help: '1 while the event store takes writes, 0 when it refuses them until a restart.',
    registers: [registry],
    collect() {
      this.set(sources.readOnlyReason() === undefined ? 1 : 0);
    },
  });
  totalOf(registry, {
    name: 'caseline_case_load_hits_total',
    help: 'Loads of a case that were answered from memory.',
    read: () => sources.loads().cached,
  });
  totalOf(registry, {
    name: 'caseline_case_load_misses_total',
    help: 'Loads of a case that read its stream.',
    read: () => sources.loads().read,
  });
}

function viewMetrics(registry: Registry, sources: MetricsSources): void {
  const labelNames = ['view', 'role'] as const;
  new Gauge({
    name: 'caseline_view_lag_events',
    help: 'Events of the log that the view has not seen.',
    labelNames,
    registers: [registry],
    async collect() {
      const [head, views] = await Promise.all([sources.head(), sources.views()]);
      this.reset();
      for (const { view, role, position } of views) {
        this.set({ view, role }, Math.max(head - position, 0));
      }
    },
  });
  new Gauge({
    name: 'caseline_view_quarantined_streams',
    help: 'Streams that wait because one of their events could not be folded.',
    labelNames,
    registers: [registry],
    async collect() {
      const views = await sources.views();
      this.reset();
      for (const { view, role, quarantinedStreams } of views) {
        this.set({ view, role }, quarantinedStreams);
      }
    },
  });
}

function timekeeperMetrics(registry: Registry, sources: MetricsSources): void {
  totalOf(registry, {
    name: 'caseline_timekeeper_recordings_total',
    help: 'Times that due facts of a case were recorded.',
    read: () => sources.timekeeper()?.recordedCases ?? 0,
  });
  new Gauge({
    name: 'caseline_timekeeper_failing_cases',
    help: 'Cases whose due facts could not be recorded and are tried again.',
    registers: [registry],
    collect() {
      this.set(sources.timekeeper()?.failingCases ?? 0);
    },
  });
}
