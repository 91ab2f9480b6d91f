import { tzVersion } from '@caseline/business-calendar';
import { CaseEngine, FOLLOWED_PREFIXES } from '@caseline/case-engine';
import type { Clock } from '@caseline/event-sourcing';
import { followStreams } from './follow-streams.ts';
import type { Logger } from './logger.ts';
import type { Closable } from './opened-parts.ts';
import type { Settings } from './settings.ts';
import type { OpenedLog } from './stores.ts';

/** The engine of a process. Closing it ends what it follows; the store stays open. */
export interface OpenedEngine extends Closable {
  readonly engine: CaseEngine;
}

/**
 * The engine on an open log, with every published pack. Where other processes write too it is told
 * of their packs and agreements as they are published.
 */
export async function openEngine(
  settings: Pick<Settings, 'CASELINE_RECENT_CASES'>,
  { store, isShared }: OpenedLog,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<OpenedEngine> {
  const engine = new CaseEngine({
    ...{ store, clock, tzVersion: tzVersion() },
    recentCases: settings.CASELINE_RECENT_CASES,
    hasOtherWriters: isShared,
  });
  // Before the packs are read, so that nothing is missed that is published meanwhile.
  const after = await store.head();
  await engine.policies.load();
  if (!isShared) return { engine, close: async () => undefined };
  const following = followStreams({
    ...{ store, after, streamPrefixes: FOLLOWED_PREFIXES },
    take: (events) => engine.learnFrom(events),
    onFault: (error) => logger.error({ err: error }, 'following-failed'),
  });
  return { engine, close: () => following.close() };
}
