/** The store under test over a test server, with deadlines short enough to wait for. */
import { openEventStoreDb } from '@caseline/event-store-db';
import type { EventStoreDb, StoreFault, Timings } from '@caseline/event-store-db';
import type { Clock } from '@caseline/event-sourcing';
import { EventStoreServer } from './event-store-server.ts';
import type { ServerSettings } from './event-store-server.ts';

/** Long enough for a busy machine where nothing is wrong. */
export const SHORT_TIMINGS: Timings = {
  callMs: 700,
  stallMs: 300,
  quietMs: 10,
  firstBackOffMs: 5,
  longestBackOffMs: 50,
  readyMs: 1_000,
};

export interface StoreOnServer extends AsyncDisposable {
  readonly server: EventStoreServer;
  readonly store: EventStoreDb;
  /** What the store told, in order. */
  readonly faults: readonly StoreFault[];
  /** Resolves when a fault of a kind was told. */
  told(kind: StoreFault['kind']): Promise<void>;
  /** Another store on the same server, as another process has it. */
  another(): Promise<EventStoreDb>;
}

export interface StoreSettings {
  readonly server?: ServerSettings;
  readonly clock?: Clock;
  readonly timings?: Partial<Timings>;
  /** Added to the connection string. */
  readonly options?: string;
}

export async function storeOnServer(settings: StoreSettings = {}): Promise<StoreOnServer> {
  const server = await EventStoreServer.start(settings.server);
  const faults: StoreFault[] = [];
  const waiting = new Set<() => void>();
  const stores: EventStoreDb[] = [];
  const another = async (): Promise<EventStoreDb> => {
    const store = await openEventStoreDb({
      connectionString: server.connectionString(settings.options),
      timings: { ...SHORT_TIMINGS, ...settings.timings },
      ...(settings.clock !== undefined && { clock: settings.clock }),
      onFault: (fault) => {
        faults.push(fault);
        for (const look of [...waiting]) look();
      },
    });
    stores.push(store);
    return store;
  };
  const told = (kind: StoreFault['kind']) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!faults.some((fault) => fault.kind === kind)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const dispose = async () => {
    for (const store of stores) await store.close();
    await server.stop();
  };
  const store = await another();
  return { server, store, faults, told, another, [Symbol.asyncDispose]: dispose };
}
