import type { Clock } from '@caseline/event-sourcing';
import { OpenedParts, openLeases, openLog, openViewStore } from '@caseline/hosting';
import type { StoreFault, StoreSettings } from '@caseline/hosting';
import { shareAlike } from './share-alike.ts';
import { startSharedProjector } from './shared-projector.ts';
import type { SharedProjector, SharedProjectorSettings } from './shared-projector.ts';

export interface OpenProjectorSettings extends Pick<
  SharedProjectorSettings,
  'onPosition' | 'onFault'
> {
  readonly stores: StoreSettings;
  readonly clock: Clock;
  /** Told of what the connection to the log survived. */
  onSurvived?(fault: StoreFault): void;
}

/** Opens log, views and leases and starts a projector on them; closing it closes them all. */
export async function openProjector(settings: OpenProjectorSettings): Promise<SharedProjector> {
  const { stores, clock, onSurvived, onPosition, onFault } = settings;
  const opened = new OpenedParts();
  try {
    const survived = onSurvived === undefined ? {} : { onFault: onSurvived };
    const log = await openLog(stores, { mode: 'read', clock, ...survived });
    const eventStore = opened.add(log.store);
    const viewStore = opened.add(await openViewStore(stores));
    const leases = opened.add(await openLeases(stores));
    const told = {
      ...(onPosition === undefined ? {} : { onPosition }),
      ...(onFault === undefined ? {} : { onFault }),
    };
    const sharing = { eventStore, viewStore, leases, ...told };
    const projector = opened.add(await startSharedProjector(sharing));
    opened.add(shareAlike(projector, leases));
    return {
      owned: () => projector.owned(),
      position: () => projector.position(),
      health: () => projector.health(),
      retryQuarantined: (view, streamId) => projector.retryQuarantined(view, streamId),
      yieldOne: () => projector.yieldOne(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
