import type { Metrics } from '@caseline/telemetry';
import type { LeadingSealing, SealingProgress } from './lead-sealing.ts';

/** Declares the figures of the ledger; a process that does not seal has none. */
export function watchSealing(
  metrics: Pick<Metrics, 'gauge'>,
  sealing: Pick<LeadingSealing, 'progress'>,
): void {
  const gauge = (name: string, help: string, valueOf: (of: SealingProgress) => number) =>
    metrics.gauge({
      ...{ name, help },
      read: (set) => {
        const progress = sealing.progress();
        if (progress !== null) set(valueOf(progress));
      },
    });
  gauge(
    'caseline_ledger_sealed_events',
    'Events that the last checkpoint covers.',
    ({ sealedEvents }) => sealedEvents,
  );
  gauge(
    'caseline_ledger_pending_events',
    'Events that no checkpoint covers yet.',
    ({ pendingEvents }) => pendingEvents,
  );
  gauge(
    'caseline_ledger_refused',
    '1 while the log cannot be sealed: it is not what was sealed, or a key is missing.',
    ({ refusal }) => (refusal === null ? 0 : 1),
  );
  gauge(
    'caseline_ledger_not_kept',
    'Checkpoints that the folder or the webhook did not take, since the start.',
    ({ notKept }) => notKept,
  );
}
