import { EventStoreBusy } from '@caseline/event-sourcing';
import type { Clock } from '@caseline/event-sourcing';
import { BackOff } from './back-off.ts';
import { detailOf } from './client-errors.ts';
import { Connection } from './connection.ts';
import { loadClientModules } from './client-modules.ts';
import type { ClientModules } from './client-modules.ts';
import { checkConnectionString, hostsOf, invalidConnectionString } from './connection-string.ts';
import { DeadlinePassed } from './deadline.ts';
import { EventStoreDbError } from './event-store-db-error.ts';
import { EventStoreDb } from './event-store-db.ts';
import { readHead, refusalIn } from './log-reading.ts';
import type { OnFault } from './store-fault.ts';
import { DEFAULT_TIMINGS } from './timings.ts';
import type { Timings } from './timings.ts';

export interface OpenOptions {
  /**
   * `esdb://user:password@host:2113?tls=true`; several hosts, or `esdb+discover://`, for a cluster.
   * With `tls=false` the client sends no credentials. A private authority is named by `tlsCAFile`.
   */
  readonly connectionString: string;
  /** Stamps `recordedAt`. The system's clock when absent. */
  readonly clock?: Clock;
  /** Told of what went wrong and was survived; must not throw. */
  readonly onFault?: OnFault;
  /** How long to wait for what, where that is not the default. */
  readonly timings?: Partial<Timings>;
}

const systemClock: Clock = { now: () => Date.now() };

/**
 * Opens the event store of a server or cluster and waits until it answers. Throws
 * `EventStoreDbError` when it cannot be used; the message says what to do and holds no credentials.
 */
export async function openEventStoreDb(options: OpenOptions): Promise<EventStoreDb> {
  const { connectionString, clock = systemClock, onFault = () => undefined } = options;
  checkConnectionString(connectionString);
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const modules = await loadClientModules();
  tryOut(modules, connectionString);
  const connection = new Connection({ modules, connectionString, timings, onFault });
  try {
    await untilReady(connection, hostsOf(connectionString));
    return new EventStoreDb(connection, clock);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** A client connects with its first call; making one reads the string and the files it names. */
function tryOut({ client }: ClientModules, connectionString: string): void {
  try {
    client.EventStoreDBClient.connectionString(connectionString);
  } catch (error) {
    throw invalidConnectionString(detailOf(error));
  }
}

/** Reads the head: it takes a connection, a server that is ready, and the right to read `$all`. */
async function untilReady(connection: Connection, hosts: string): Promise<void> {
  const backOff = new BackOff(connection.timings);
  const until = performance.now() + connection.timings.readyMs;
  for (;;) {
    try {
      await readHead(connection);
      return;
    } catch (error) {
      const final = refusalIn(error) ?? certificateRefusal(error, hosts);
      if (final !== undefined) throw final;
      if (performance.now() >= until) throw notReady(error, hosts);
    }
    await backOff.wait();
  }
}

function certificateRefusal(error: unknown, hosts: string): EventStoreDbError | undefined {
  const detail = detailOf(error);
  if (!/certificate|self[- ]signed|altnames|CERT_/i.test(detail)) return undefined;
  return new EventStoreDbError(
    'event-store-certificate-refused',
    `The certificate of the event store at ${hosts} is refused: ${detail}. ` +
      'Name the file of its authority by tlsCAFile, and connect by a host name of the certificate.',
    { cause: error },
  );
}

function notReady(error: unknown, hosts: string): EventStoreDbError {
  const detail = error instanceof EventStoreBusy ? error.message : detailOf(error);
  const isSilent = error instanceof DeadlinePassed;
  if (isSilent || /unavailable|no connection|discover|dropped|ECONNREFUSED/i.test(detail)) {
    return new EventStoreDbError(
      'event-store-unreachable',
      `No event store answers at ${hosts}: ${detail}. Check the address, that the server runs, ` +
        'and that tls is the same on both sides.',
      { cause: error },
    );
  }
  return new EventStoreDbError(
    'event-store-not-ready',
    `The event store at ${hosts} is not ready: ${detail}. Look at its log; then start again.`,
    { cause: error },
  );
}
