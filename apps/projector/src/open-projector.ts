import type { Clock, Instant, Position } from '@caseline/event-sourcing';
import { OpenedParts, openLeases, openLog, openViewStore } from '@caseline/hosting';
import type { StoreSettings } from '@caseline/hosting';
import { firstRecordedAfter, noTracing, tracedFeed, type Tracing } from '@caseline/telemetry';
import { shareAlike } from './share-alike.ts';
import { startSharedProjector } from './shared-projector.ts';
import type { SharedProjector, SharedProjectorSettings } from './shared-projector.ts';

export interface OpenProjectorSettings extends Pick<
  SharedProjectorSettings,
  'onPosition' | 'onFed' | 'onFault'
> {
  readonly stores: StoreSettings;
  readonly clock: Clock;
  /** Continues the traces of events to the views; absent: none. */
  readonly tracing?: Tracing;
  /** Told of what the connections to log and views survived. */
  onSurvived?(fault: SurvivedFault): void;
}

/** A fault that a store went on from by itself. */
export interface SurvivedFault {
  readonly kind: string;
  readonly detail: string;
}

/** A projector with connections of its own. */
export interface OpenedProjector extends SharedProjector {
  /** The position of the last event of the log. */
  head(): Promise<Position>;
  /** When the first event behind a position was recorded; undefined when there is none. */
  recordedAfter(position: Position): Promise<Instant | undefined>;
}

/** Opens log, views and leases and starts a projector on them; closing it closes them all. */
export async function openProjector(settings: OpenProjectorSettings): Promise<OpenedProjector> {
  const { stores, clock, tracing = noTracing, onSurvived, onPosition, onFed, onFault } = settings;
  const opened = new OpenedParts();
  try {
    const survived = onSurvived === undefined ? {} : { onFault: onSurvived };
    const log = await openLog(stores, { mode: 'read', clock, ...survived });
    const eventStore = opened.add(log.store);
    const onViewFault = (fault: Error) => onSurvived?.(asSurvived(fault));
    const viewStore = opened.add(await openViewStore(stores, onViewFault));
    const leases = opened.add(await openLeases(stores, onViewFault));
    const told = {
      ...(onPosition === undefined ? {} : { onPosition }),
      ...(onFed === undefined ? {} : { onFed }),
      ...(onFault === undefined ? {} : { onFault }),
    };
    const feed = tracedFeed({ eventStore, viewStore }, { tracing, clock });
    const sharing = { ...feed, leases, ...told };
    const projector = opened.add(await startSharedProjector(sharing));
    opened.add(shareAlike(projector, leases));
    return {
      head: () => eventStore.head(),
      recordedAfter: (position) => firstRecordedAfter(eventStore, position),
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

const asSurvived = (fault: Error): SurvivedFault => ({
  kind: 'code' in fault ? String(fault.code) : fault.name,
  detail: fault.message,
});
