import { tzVersion } from '@caseline/business-calendar';
import { CaseEngine, FOLLOWED_PREFIXES } from '@caseline/case-engine';
import type { Clock } from '@caseline/event-sourcing';
import { followStreams, type Closable, type OpenedLog, type Settings } from '@caseline/hosting';
import type { ApiLogger } from '../logging.ts';
import { publishPacks } from './publish-packs.ts';

/** The engine of a server. Closing it ends what it follows; the store stays open. */
export interface StartedEngine extends Closable {
  readonly engine: CaseEngine;
}

/**
 * The engine on an open log, with every pack published that it may need. Where other processes
 * write too it is told of their packs and agreements.
 */
export async function startEngine(
  settings: Settings,
  log: OpenedLog,
  { clock, logger }: { readonly clock: Clock; readonly logger: ApiLogger },
): Promise<StartedEngine> {
  const { store, isShared } = log;
  const engine = new CaseEngine({
    store,
    clock,
    tzVersion: tzVersion(),
    recentCases: settings.CASELINE_RECENT_CASES,
    hasOtherWriters: isShared,
  });
  const after = await store.head();
  await engine.policies.load();
  await publishPacks(engine, settings.CASELINE_PACKS);
  if (!isShared) return { engine, close: async () => undefined };
  const following = followStreams({
    ...{ store, after, streamPrefixes: FOLLOWED_PREFIXES },
    take: (events) => engine.learnFrom(events),
    onFault: (error) => logger.error({ err: error }, 'following-failed'),
  });
  return { engine, close: () => following.close() };
}
