import type { Clock } from '@caseline/event-sourcing';
import type { HealthReport } from '@caseline/hosting';
import type { Metrics } from '@caseline/telemetry';
import type { OpenedProjector } from './open-projector.ts';

/** Declares the figures of a projector on its own. */
export function watchProjector(
  metrics: Metrics,
  projector: Pick<OpenedProjector, 'head' | 'health' | 'recordedAfter'>,
  { clock, report }: { readonly clock: Clock; report(): Promise<HealthReport> },
): void {
  const fed = () => projector.health();
  metrics.watch({
    clock,
    head: () => projector.head(),
    recordedAfter: (position) => projector.recordedAfter(position),
    views: async () =>
      fed().map(({ name: view, position, quarantined: { length: quarantinedStreams } }) => ({
        ...{ view, position, quarantinedStreams },
        role: 'live',
      })),
    isReady: async () => (await report()).status !== 'unready',
  });
  metrics.gauge({
    name: 'caseline_projection_owned',
    help: '1 for each view that is fed here.',
    labelNames: ['view'],
    read: (set) => fed().forEach(({ name: view }) => set(1, { view })),
  });
}
