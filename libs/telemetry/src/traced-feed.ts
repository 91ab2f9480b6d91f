import type {
  Clock,
  EventStore,
  SubscribeOptions,
  SubscriptionMessage,
  ViewStore,
} from '@caseline/event-sourcing';
import { projectionTracing, type ProjectionTracing } from './projection-tracing.ts';
import type { Tracing } from './tracing.ts';

/** Where a projector reads events and writes views. */
export interface Feed {
  readonly eventStore: EventStore;
  readonly viewStore: ViewStore;
}

/**
 * The same stores; while tracing is on, each event that is fed tells how long it took from being
 * read to being shown, in the trace of the request that caused it.
 */
export function tracedFeed(
  feed: Feed,
  on: { readonly tracing: Tracing; readonly clock: Clock },
): Feed {
  if (!on.tracing.isOn) return feed;
  const projection = projectionTracing(on.tracing, on.clock);
  return {
    eventStore: watchedLog(feed.eventStore, projection),
    viewStore: watchedViews(feed.viewStore, projection),
  };
}

const watchedLog = (store: EventStore, projection: ProjectionTracing): EventStore => ({
  append: (...call) => store.append(...call),
  readStream: (...call) => store.readStream(...call),
  readAll: (options) => store.readAll(options),
  readMarks: (options) => store.readMarks(options),
  subscribe: (options) => watched(store, options, projection),
  head: () => store.head(),
  close: () => store.close(),
});

async function* watched(
  store: EventStore,
  options: SubscribeOptions,
  projection: ProjectionTracing,
): AsyncGenerator<SubscriptionMessage> {
  for await (const message of store.subscribe(options)) {
    if (message.kind === 'events') message.events.forEach((event) => projection.seen(event));
    yield message;
  }
}

const watchedViews = (store: ViewStore, projection: ProjectionTracing): ViewStore => ({
  openLive: (view) => store.openLive(view),
  openBeside: (...call) => store.openBeside(...call),
  switchTo: (...call) => store.switchTo(...call),
  checkpoint: (target) => store.checkpoint(target),
  load: (...call) => store.load(...call),
  quarantined: (target) => store.quarantined(target),
  close: () => store.close(),
  write: async (changes) => {
    await store.write(changes);
    projection.committed(Math.min(...changes.map(({ to }) => to.position)));
  },
});
