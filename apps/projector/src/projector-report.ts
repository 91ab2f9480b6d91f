import { healthReport, type HealthReason, type HealthReport } from '@caseline/hosting';
import type { OpenedProjector } from './open-projector.ts';

/** Whether a projector feeds what it owns. One that owns nothing stands by, which is no fault. */
export async function projectorReport(
  projector: Pick<OpenedProjector, 'head' | 'owned' | 'health'>,
  lastFault: unknown,
): Promise<HealthReport> {
  const head = await projector.head();
  const views = projector.health().map(({ name, version, position, quarantined }) => ({
    ...{ view: name, version, position },
    quarantinedStreams: quarantined.length,
  }));
  const waiting = views.filter(({ quarantinedStreams }) => quarantinedStreams > 0);
  const reasons: HealthReason[] = [
    ...(lastFault === undefined ? [] : [stopped(lastFault)]),
    ...waiting.map(({ view, quarantinedStreams }) => ({
      code: 'streams-quarantined',
      blocks: false,
      detail: `Events of ${quarantinedStreams} streams could not be shown in ${view}.`,
    })),
  ];
  return healthReport(reasons, { head, owned: projector.owned(), views });
}

const stopped = (fault: unknown): HealthReason => ({
  code: 'projector-stopped',
  blocks: true,
  detail:
    fault instanceof Error && 'code' in fault
      ? `The views are no longer fed: ${String(fault.code)}.`
      : 'The views are no longer fed.',
});
