import { toEpochMs } from '@caseline/event-sourcing';
import type { AskedFigures } from './asked-figures.ts';
import type { MetricsSources } from './metric-sources.ts';

/** How long the counts of cases are kept: they read the queue as a whole. */
const COUNTS_AGE_MS = 60_000;

/** Declares the figures that the sources can answer. */
export function declareFigures(asked: AskedFigures, sources: MetricsSources): void {
  logFigures(asked, sources);
  machineFigures(asked, sources);
  viewFigures(asked, sources);
  timekeeperFigures(asked, sources);
  caseFigures(asked, sources);
}

function logFigures(asked: AskedFigures, sources: MetricsSources): void {
  const { head, readOnlyReason, clockOffsetMs } = sources;
  if (head !== undefined) {
    asked.gauge({
      name: 'caseline_log_head_position',
      help: 'Position of the last event of the log; -1 when there is none.',
      read: async (set) => set(await head()),
    });
  }
  if (readOnlyReason !== undefined) {
    asked.gauge({
      name: 'caseline_store_writable',
      help: '1 while the event store takes writes, 0 when it refuses them until a restart.',
      read: (set) => set(readOnlyReason() === undefined ? 1 : 0),
    });
  }
  if (clockOffsetMs !== undefined) {
    asked.gauge({
      name: 'caseline_clock_offset_seconds',
      help: "How far the event store's clock is ahead of this process; no value where unknown.",
      read: async (set) => {
        const offsetMs = await clockOffsetMs();
        if (offsetMs !== null) set(offsetMs / 1_000);
      },
    });
  }
}

function machineFigures(asked: AskedFigures, { freeBytes, isReady }: MetricsSources): void {
  if (freeBytes !== undefined) {
    asked.gauge({
      name: 'caseline_data_free_bytes',
      help: 'Bytes left on the disk of the embedded stores; no value where they are elsewhere.',
      read: async (set) => {
        const bytes = await freeBytes();
        if (bytes !== null) set(bytes);
      },
    });
  }
  if (isReady !== undefined) {
    asked.gauge({
      name: 'caseline_ready',
      help: '1 while the process is ready, 0 while it is not.',
      read: async (set) => set((await isReady()) ? 1 : 0),
    });
  }
}

function viewFigures(asked: AskedFigures, sources: MetricsSources): void {
  const { head, views, recordedAfter, clock } = sources;
  if (views === undefined) return;
  const labelNames = ['view', 'role'];
  asked.gauge({
    name: 'caseline_view_quarantined_streams',
    help: 'Streams that wait because one of their events could not be folded.',
    labelNames,
    read: async (set) => {
      for (const { view, role, quarantinedStreams } of await views()) {
        set(quarantinedStreams, { view, role });
      }
    },
  });
  if (head === undefined) return;
  asked.gauge({
    name: 'caseline_view_lag_positions',
    help: 'Positions from a view to the head: events of the embedded log, bytes of EventStoreDB.',
    labelNames,
    read: async (set) => {
      const last = await head();
      for (const { view, role, position } of await views()) {
        set(Math.max(last - position, 0), { view, role });
      }
    },
  });
  if (recordedAfter === undefined) return;
  asked.gauge({
    name: 'caseline_view_lag_seconds',
    help: 'Age of the oldest event that a view does not show; 0 when it shows all.',
    labelNames,
    read: async (set) => {
      for (const { view, role, position } of await views()) {
        const unseen = await recordedAfter(position);
        const ageMs = unseen === undefined ? 0 : clock.now() - toEpochMs(unseen);
        set(Math.max(ageMs, 0) / 1_000, { view, role });
      }
    },
  });
}

function timekeeperFigures(asked: AskedFigures, sources: MetricsSources): void {
  const { timekeeper, nextDueAt, clock } = sources;
  if (timekeeper !== undefined) {
    asked.total({
      name: 'caseline_timekeeper_recordings_total',
      help: 'Times that due facts of a case were recorded.',
      read: () => timekeeper()?.recordedCases ?? 0,
    });
    asked.gauge({
      name: 'caseline_timekeeper_failing_cases',
      help: 'Cases whose due facts could not be recorded and are tried again.',
      read: (set) => set(timekeeper()?.failingCases ?? 0),
    });
  }
  if (nextDueAt !== undefined) {
    asked.gauge({
      name: 'caseline_timekeeper_overdue_seconds',
      help: 'How long ago the oldest deadline passed that is not recorded; 0 when there is none.',
      read: async (set) => {
        const due = await nextDueAt();
        set(due === null ? 0 : Math.max(clock.now() - toEpochMs(due), 0) / 1_000);
      },
    });
  }
}

function caseFigures(asked: AskedFigures, { loads, openCases, clock }: MetricsSources): void {
  if (loads !== undefined) {
    asked.total({
      name: 'caseline_case_load_hits_total',
      help: 'Loads of a case that were answered from memory.',
      read: () => loads().cached,
    });
    asked.total({
      name: 'caseline_case_load_misses_total',
      help: 'Loads of a case that read its stream.',
      read: () => loads().read,
    });
  }
  if (openCases === undefined) return;
  let counted:
    { readonly atMs: number; readonly counts: Readonly<Record<string, number>> } | undefined;
  asked.gauge({
    name: 'caseline_queue_cases',
    help: 'Open cases by status, as the views show them; counted at most once a minute.',
    labelNames: ['status'],
    read: async (set) => {
      const atMs = clock.now();
      if (counted === undefined || atMs - counted.atMs >= COUNTS_AGE_MS) {
        counted = { atMs, counts: await openCases() };
      }
      for (const [status, cases] of Object.entries(counted.counts)) set(cases, { status });
    },
  });
}
