import { tzVersion } from '@caseline/business-calendar';
import { CaseEngine } from '@caseline/case-engine';
import { toInstant, type Clock } from '@caseline/event-sourcing';
import { openEmbeddedEventStore, type EmbeddedEventStore } from '@caseline/event-store-embedded';
import { Timekeeper } from '@caseline/timekeeper';
import { TokenVerifier } from './access/token-verifier.ts';
import { createHttpServer } from './composition/http-server.ts';
import { openViews } from './composition/open-views.ts';
import { publishPacks } from './composition/publish-packs.ts';
import { tokenSource, usesDevelopmentKey } from './composition/token-source.ts';
import type { ViewsRuntime } from './composition/views-runtime.ts';
import { developmentAccess, type DevelopmentAccess } from './development/development-access.ts';
import type { HealthSources } from './health/health-sources.ts';
import { createLogger, type ApiLogger } from './logging.ts';
import type { Settings } from './settings/settings.ts';

/** A server that answers requests. */
export interface RunningServer {
  readonly url: string;
  readonly engine: CaseEngine;
  readonly store: EmbeddedEventStore;
  readonly views: ViewsRuntime;
  readonly timekeeper: Timekeeper | null;
  /** Tokens of the development key; null where tokens come from an issuer. */
  readonly access: DevelopmentAccess | null;
  /** Answers what is under way, then lets go of everything. */
  close(): Promise<void>;
}

/** How long the timekeeper waits for the views to show what it has recorded. */
const VIEWS_WAIT_MS = 2_000;

const systemClock: Clock = { now: () => Date.now() };

/** Starts Caseline in one process: stores, engine, projector, timekeeper and HTTP. */
export async function startServer(
  settings: Settings,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<RunningServer> {
  refuseStoresOfLaterReleases(settings);
  const logger = createLogger(settings);
  const tokens = new TokenVerifier(await tokenSource(settings), clock);
  const store = await openEmbeddedEventStore({ folder: settings.CASELINE_DATA, clock });
  const opened: (() => Promise<void>)[] = [() => store.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.toReversed()) await close();
  };
  try {
    const engine = new CaseEngine({
      store,
      clock,
      tzVersion: tzVersion(),
      recentCases: settings.CASELINE_RECENT_CASES,
    });
    await engine.policies.load();
    await publishPacks(engine, settings.CASELINE_PACKS);
    const access = usesDevelopmentKey(settings) ? await developmentAccess(engine, settings) : null;
    const views = await openViews({ folder: settings.CASELINE_DATA, logger });
    opened.push(() => views.close());
    const { queries } = views;
    const timekeeper = settings.CASELINE_TIMEKEEPER
      ? new Timekeeper(timekeeperPorts({ clock, engine, views, logger }))
      : null;
    const health = healthSources(store, views, timekeeper);
    const http = await createHttpServer({
      health,
      settings,
      clock,
      logger,
      store,
      engine,
      queries,
      tokens,
    });
    opened.push(() => http.close());
    if (timekeeper !== null) opened.push(runTimekeeper(timekeeper));
    await http.listen(settings.PORT, settings.CASELINE_HOST);
    return { url: await http.getUrl(), engine, store, views, timekeeper, access, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function timekeeperPorts(parts: {
  readonly clock: Clock;
  readonly engine: CaseEngine;
  readonly views: ViewsRuntime;
  readonly logger: ApiLogger;
}) {
  const { clock, engine, views, logger } = parts;
  return {
    clock,
    dueCases: async (until: string, limit: number) =>
      (await views.queries.dueCases(until, limit)).map(({ caseId, timerAt }) => ({
        caseId,
        dueAt: timerAt,
      })),
    nextDueAt: () => views.queries.nextDueAt(),
    warmUp: (caseId: string) => engine.case(caseId),
    recordDueFacts: (caseId: string) => engine.recordDueFacts(caseId),
    viewsReached: (position: number) => views.queries.waitForPosition(position, VIEWS_WAIT_MS),
    onFailure: (caseId: string, error: unknown) =>
      logger.error({ err: error, caseId, at: toInstant(clock.now()) }, 'due-facts-not-recorded'),
  };
}

const healthSources = (
  store: EmbeddedEventStore,
  views: ViewsRuntime,
  timekeeper: Timekeeper | null,
): HealthSources => ({
  head: () => store.head(),
  lastRecordedAt: () => store.lastRecordedAt(),
  readOnlyReason: () => store.readOnlyReason(),
  views: () => views.queries.health(),
  viewsFailure: () => views.failure(),
  timekeeper: () => timekeeper?.progress ?? null,
});

/** Runs the timekeeper beside the server; answers how to end it. */
function runTimekeeper(timekeeper: Timekeeper): () => Promise<void> {
  const stop = new AbortController();
  const running = timekeeper.run(stop.signal);
  return async () => {
    stop.abort();
    await running;
  };
}

/** A store that this release does not have yet is refused: silently using another loses data. */
function refuseStoresOfLaterReleases(settings: Settings): void {
  for (const name of ['EVENTSTORE_URL', 'DATABASE_URL'] as const) {
    if (settings[name] === undefined) continue;
    throw new StoreNotAvailable(`${name} is set, but this release has the embedded stores only`);
  }
}

/** The settings name a store that this release does not speak to. */
export class StoreNotAvailable extends Error {
  override readonly name = 'StoreNotAvailable';
  readonly code = 'store-not-available';
}
