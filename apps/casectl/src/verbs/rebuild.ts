import { rebuildViews } from '@caseline/projector';
import { openSqliteViewStore } from '@caseline/view-store';
import { folderOf, withLogToRead } from '../data-folder.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

/** Builds all views anew beside those that are read and switches to them, also under a server. */
export const rebuild: Verb = {
  usage: 'rebuild',
  summary: 'build all views anew from the log and switch to them',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const events = await withLogToRead(run, given, async (eventStore) => {
      const viewStore = openSqliteViewStore(folderOf(run, given));
      try {
        await withProgress(run.surroundings.stderr, 'rebuilding', (progress) =>
          rebuildViews(
            { eventStore, viewStore },
            { onProgress: ({ position, head }) => progress.show(position + 1, head + 1) },
          ),
        );
      } finally {
        await viewStore.close();
      }
      return eventStore.count();
    });
    await run.result({ events }, [`all views hold the ${events} events of the log`]);
  },
};
