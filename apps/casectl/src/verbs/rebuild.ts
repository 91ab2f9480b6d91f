import type { RebuildProgress } from '@caseline/event-sourcing';
import { openViewStore } from '@caseline/hosting';
import { rebuildViews } from '@caseline/projector';
import { storesOf, withLogToRead } from '../stores.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

/** Builds all views anew beside those that are read and switches to them, also under a server. */
export const rebuild: Verb = {
  usage: 'rebuild',
  summary: 'build all views anew from the log and switch to them',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const events = await withLogToRead(run, given, async (eventStore, log) => {
      const viewStore = await openViewStore(storesOf(run, given));
      try {
        await withProgress(run.surroundings.stderr, 'rebuilding', async (progress) => {
          const onProgress = ({ position, head }: RebuildProgress) =>
            progress.show(position + 1, head + 1);
          await rebuildViews({ eventStore, viewStore }, { onProgress });
          // Behind the last event of a case a server's log goes on with events of its own.
          progress.show(1, 1);
        });
      } finally {
        await viewStore.close();
      }
      return log.count();
    });
    await run.result({ events }, [`all views hold the ${events} events of the log`]);
  },
};
