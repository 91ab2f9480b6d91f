import { backUpLog, eventLogFile } from '@caseline/event-store-embedded';
import { folderOf } from '../stores.ts';
import { withProgress } from '../progress.ts';
import type { Verb } from '../verb.ts';

const INSTEAD = 'back it up with its own tools, or copy its events by casectl export';

/** Copies the log to one file, also while a server writes; the copy is verified first. */
export const backup: Verb = {
  usage: 'backup <file>',
  summary: 'copy the log to a file, online, and verify the copy',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const source = eventLogFile(folderOf(run, given, INSTEAD));
    const file = given.argument(0);
    const copied = await withProgress(run.surroundings.stderr, 'verifying', (progress) =>
      backUpLog(source, file, ({ verified, total }) => progress.show(verified, total)),
    );
    const { events, streams, head } = copied;
    await run.result({ file, events, streams, head }, [
      `${file} holds ${events} events of ${streams} streams, verified`,
    ]);
  },
};
