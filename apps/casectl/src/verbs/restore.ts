import { restoreEventStore } from '@caseline/event-store-embedded';
import { folderOf } from '../stores.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

const INSTEAD = 'restore it with its own tools, or restore a folder and casectl migrate it';

/** Puts the log of a backup into a data folder that is empty or new. */
export const restore: Verb = {
  usage: 'restore <file>',
  summary: 'put the log of a backup into an empty or new data folder, verified',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const folder = folderOf(run, given, INSTEAD);
    const restored = await withProgress(run.surroundings.stderr, 'verifying', (progress) =>
      restoreEventStore(given.argument(0), folder, ({ verified, total }) =>
        progress.show(verified, total),
      ),
    );
    const { events, streams, head } = restored;
    await run.result({ folder, events, streams, head }, [
      `${folder} holds ${events} events of ${streams} streams, verified`,
      'the views are rebuilt when the server starts, or by casectl rebuild',
    ]);
  },
};
