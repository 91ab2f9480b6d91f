export type { MetricsSources, TimekeeperFigures, ViewFigures } from './metric-sources.ts';
export { Metrics } from './metrics.ts';
export type { AppendEnd, CommandEnd } from './metrics.ts';
export { observedEventStore } from './observed-event-store.ts';
export { noTracing, openTracing } from './tracing.ts';
export type { OpenSpan, PastSpan, SpanOptions, SpanValues, Tracing } from './tracing.ts';
export { tracedFeed } from './traced-feed.ts';
export type { Feed } from './traced-feed.ts';
export { firstRecordedAfter } from './unseen-events.ts';
