import type { OnFault } from '@caseline/event-store-db';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { START, type Clock, type EventStore, type Instant } from '@caseline/event-sourcing';
import { observedEventStore } from '@caseline/telemetry';
import type { ProcessTelemetry } from './process-telemetry.ts';
import type { Settings } from './settings.ts';

/** The settings that say where events and views are; plain data, so that a thread can be told. */
export type StoreSettings = Pick<Settings, 'CASELINE_DATA' | 'EVENTSTORE_URL' | 'DATABASE_URL'>;

/** The log that the settings name, with what health asks of it. */
export interface OpenedLog {
  readonly store: EventStore;
  /** True where other processes may append too. */
  readonly isShared: boolean;
  /** How many events it holds; a log of a server is read for that. */
  count(): Promise<number>;
  /** When the last event was recorded; undefined in an empty log. */
  lastRecordedAt(): Promise<Instant | undefined>;
  /** Why the store refuses writes until a restart; undefined while it takes them. */
  readOnlyReason(): string | undefined;
  /** How far the store's clock is ahead of ours; null where that is not known, or is one clock. */
  clockOffsetMs(): Promise<number | null>;
}

export interface OpenLogOptions {
  /** `read` does not need the data folder for itself, and never makes one. */
  readonly mode: 'read' | 'write';
  readonly clock: Clock;
  /** Told of what EventStoreDB's client survived; must not throw. */
  readonly onFault?: OnFault;
  /** Measures, counts and traces the appends. */
  readonly telemetry?: Pick<ProcessTelemetry, 'metrics' | 'tracing'>;
}

/** Opens EventStoreDB where the settings name it, else the log of the data folder. */
export async function openLog(
  settings: StoreSettings,
  options: OpenLogOptions,
): Promise<OpenedLog> {
  const { EVENTSTORE_URL: connectionString, CASELINE_DATA: folder } = settings;
  const log =
    connectionString === undefined
      ? await openEmbedded(folder, options)
      : await openServer(connectionString, options);
  const { telemetry } = options;
  return telemetry === undefined
    ? log
    : { ...log, store: observedEventStore(log.store, telemetry) };
}

async function openEmbedded(folder: string, { mode, clock }: OpenLogOptions): Promise<OpenedLog> {
  const store = await openEmbeddedEventStore({ folder, mode, clock });
  return {
    store,
    isShared: false,
    count: () => store.count(),
    lastRecordedAt: () => store.lastRecordedAt(),
    readOnlyReason: () => store.readOnlyReason(),
    clockOffsetMs: async () => null,
  };
}

async function openServer(
  connectionString: string,
  { clock, onFault }: OpenLogOptions,
): Promise<OpenedLog> {
  const told = onFault === undefined ? {} : { onFault };
  // Only who has such a server waits for the modules that speak to it.
  const { openEventStoreDb } = await import('@caseline/event-store-db');
  const store = await openEventStoreDb({ connectionString, clock, ...told });
  return {
    store,
    isShared: true,
    count: () => countIn(store),
    lastRecordedAt: () => store.lastRecordedAt(),
    readOnlyReason: () => undefined,
    clockOffsetMs: async () => (await store.readiness()).clockOffsetMs,
  };
}

async function countIn(store: EventStore): Promise<number> {
  let events = 0;
  for await (const batch of store.readAll({ after: START })) events += batch.length;
  return events;
}
