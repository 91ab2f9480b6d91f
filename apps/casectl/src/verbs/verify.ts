import type { LogFault } from '@caseline/event-sourcing';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';
import { verifyStores } from '../verify-log.ts';

/** Recomputes the hash chain of every stream and names what does not fit. */
export const verify: Verb = {
  usage: 'verify',
  summary: 'recompute every hash of the log; name faults by stream and revision',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const verification = await withProgress(run.surroundings.stderr, 'verifying', (progress) =>
      verifyStores(run, given, (verified, total) => progress.show(verified, total)),
    );
    const { events, streams, faultCount, faults } = verification;
    if (faultCount > 0) run.exit = 'finding';
    const seen = `${events} events of ${streams} streams`;
    await run.result(verification, [
      faultCount === 0 ? `sound: ${seen}` : `${faultCount} faults in ${seen}`,
      ...faults.map(faultLine),
      ...(faultCount > faults.length ? [`and ${faultCount - faults.length} more`] : []),
    ]);
  },
};

const faultLine = ({ kind, streamId, revision, position, detail }: LogFault): string =>
  [
    streamId === null ? 'log' : streamId,
    ...(revision === null ? [] : [`revision ${revision}`]),
    ...(position === null ? [] : [`position ${position}`]),
    `${kind}: ${detail}`,
  ].join('  ');
