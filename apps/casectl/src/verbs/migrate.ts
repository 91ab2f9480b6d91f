import { openEventStoreDb, type StoreFault } from '@caseline/event-store-db';
import { openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { badInput } from '../failure.ts';
import { migrateLog, type MigrationPart } from '../migrate/migrate-log.ts';
import { withProgress } from '../progress.ts';
import { settingsOf } from '../stores.ts';
import type { Given, Run, Verb } from '../verb.ts';

/** Copies the log of a data folder into EventStoreDB; the same again goes on where it ended. */
export const migrate: Verb = {
  usage: 'migrate',
  summary: 'copy the log of a data folder into EventStoreDB and verify it, event by event',
  needsData: true,
  declare(command) {
    command.option('--to <url>', 'connection string of the target (default: EVENTSTORE_URL)');
  },
  async run(run, given) {
    const { clock } = run.surroundings;
    const { CASELINE_DATA: folder } = settingsOf(run, given);
    const connectionString = targetOf(run, given);
    let unreadable = 0;
    const onFault = ({ kind }: StoreFault) => (unreadable += kind === 'malformed-event' ? 1 : 0);
    // Reading does not make a folder that was mistyped; writing keeps servers out of it meanwhile.
    await (await openEmbeddedEventStore({ folder, mode: 'read' })).close();
    const source = await openEmbeddedEventStore({ folder, mode: 'write', clock });
    try {
      const target = await openEventStoreDb({ connectionString, clock, onFault });
      try {
        const total = (await source.head()) + 1;
        const report = await withProgress(run.surroundings.stderr, 'migrating', (progress) =>
          migrateLog({
            ...{ source, target, unreadable: () => unreadable },
            onProgress: (part, position) => {
              progress.show(PARTS.indexOf(part) * total + position + 1, PARTS.length * total);
            },
          }),
        );
        const { found, copied, verified, streams } = report;
        await run.result(report, [
          `${copied} events copied${found === 0 ? '' : `, ${found} were there already`}`,
          `${verified} events of ${streams} streams verified: the same in order, ids, instants and`,
          'hashes; positions are the new store’s own, so start with empty views or casectl rebuild',
        ]);
      } finally {
        await target.close();
      }
    } finally {
      await source.close();
    }
  },
};

/** Each takes about as long as the others. */
const PARTS: readonly MigrationPart[] = ['comparing', 'copying', 'verifying'];

function targetOf(run: Run, given: Given): string {
  const target = given.text('to') ?? settingsOf(run, given).EVENTSTORE_URL;
  if (target !== undefined) return target;
  throw badInput('target-missing', 'say where to: --to esdb://… or EVENTSTORE_URL');
}
