import type { CaseEngine } from '@caseline/case-engine';
import type { Clock, EventStore } from '@caseline/event-sourcing';
import {
  OpenedParts,
  openEngine,
  openLeases,
  openLog,
  openTelemetry,
  type OpenedLog,
  type Settings,
} from '@caseline/hosting';
import { firstRecordedAfter } from '@caseline/telemetry';
import {
  leadSealing,
  leadTimekeeper,
  watchSealing,
  type LeadingSealing,
  type LeadingTimekeeper,
} from '@caseline/timekeeper';
import { TokenVerifier } from './access/token-verifier.ts';
import { openViews } from './composition/open-views.ts';
import { publishPacks } from './composition/publish-packs.ts';
import { tokenSource, usesDevelopmentKey } from './composition/token-source.ts';
import type { ViewsRuntime } from './composition/views-runtime.ts';
import { developmentAccess, type DevelopmentAccess } from './development/development-access.ts';
import type { HealthSources } from './health/health-sources.ts';
import { createLogger } from './logging.ts';
import { metricSources } from './metrics/metric-sources.ts';

/** A server that answers requests. */
export interface RunningServer {
  readonly url: string;
  readonly engine: CaseEngine;
  readonly store: EventStore;
  readonly views: ViewsRuntime;
  /** Tokens of the development key; null where tokens come from an issuer. */
  readonly access: DevelopmentAccess | null;
  /** Answers what is under way, then lets go of everything. */
  close(): Promise<void>;
}

const systemClock: Clock = { now: () => Date.now() };

/**
 * Starts Caseline: HTTP on the stores that the settings name, and beside it projector and
 * timekeeper unless the settings leave them to processes of their own.
 */
export async function startServer(
  settings: Settings,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Promise<RunningServer> {
  const logger = createLogger(settings);
  const opened = new OpenedParts();
  try {
    const tokens = new TokenVerifier(await tokenSource(settings), clock);
    const telemetry = opened.add(
      await openTelemetry(settings, { service: 'caseline-api', logger }),
    );
    const { tracing } = telemetry;
    const onFault = ({ kind, detail }: { readonly kind: string; readonly detail: string }) => {
      telemetry.metrics.countFault(kind);
      logger.warn({ code: kind, reason: detail }, 'event-store-fault');
    };
    const log = await openLog(settings, { mode: 'write', clock, onFault, telemetry });
    const store = opened.add(log.store);
    // The projector's thread loads its modules while this one reads the packs.
    const openingViews = opened.begin(openViews({ settings, logger }));
    const { engine } = opened.add(await openEngine(settings, log, { clock, logger }));
    await publishPacks(engine, settings.CASELINE_PACKS);
    const access = usesDevelopmentKey(settings) ? await developmentAccess(engine, settings) : null;
    const views = await openingViews;
    const { queries } = views;
    const leases = settings.CASELINE_TIMEKEEPER ? await leasesFor() : null;
    const timekeeper =
      leases === null ? null : leadTimekeeper({ clock, engine, queries, logger, tracing, leases });
    const sealing =
      leases === null ? null : leadSealing({ settings, store, clock, leases, logger });
    const health = healthSources(log, { views, timekeeper, sealing });
    const parts = { health, settings, clock, logger, store, engine, queries, tokens, telemetry };
    telemetry.metrics.watch(metricSources({ ...parts, log }));
    // Half of all modules serve HTTP: they are loaded while the projector's thread loads its own.
    const { createHttpServer } = await import('./composition/http-server.ts');
    const http = opened.add(await createHttpServer(parts));
    if (timekeeper !== null) opened.add(timekeeper);
    if (sealing !== null) watchSealing(telemetry.metrics, opened.add(sealing));
    await http.listen(settings.PORT, settings.CASELINE_HOST);
    const url = await http.getUrl();
    return { url, engine, store, views, access, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }

  async function leasesFor() {
    const onFault = (fault: Error) => logger.warn({ reason: fault.message }, 'view-store-fault');
    return opened.add(await openLeases(settings, onFault));
  }
}

const healthSources = (
  { store, lastRecordedAt, readOnlyReason, clockOffsetMs }: OpenedLog,
  {
    views,
    timekeeper,
    sealing,
  }: {
    readonly views: ViewsRuntime;
    readonly timekeeper: LeadingTimekeeper | null;
    readonly sealing: LeadingSealing | null;
  },
): HealthSources => ({
  head: () => store.head(),
  lastRecordedAt,
  readOnlyReason,
  clockOffsetMs,
  recordedAfter: (position) => firstRecordedAfter(store, position),
  views: () => views.queries.health(),
  viewsFailure: () => views.failure(),
  timekeeper: () => timekeeper?.progress() ?? null,
  sealing: () => sealing?.progress() ?? null,
});
