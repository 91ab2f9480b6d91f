/** The timekeeper as a process of its own; of several, one leads and the others stand by. */
import {
  OpenedParts,
  createLogger,
  openCaseQueries,
  openEngine,
  openHealthEndpoint,
  openLeases,
  openLog,
  openTelemetry,
  readSettings,
  runProcess,
  type Settings,
} from '@caseline/hosting';
import { leadTimekeeper } from './lead-timekeeper.ts';
import { leadSealing } from './sealing/lead-sealing.ts';
import { watchSealing } from './sealing/watch-sealing.ts';
import { timekeeperReport, watchTimekeeper } from './timekeeper-health.ts';

const clock = { now: () => Date.now() };

const { healthUrl } = await runProcess('The timekeeper', async () =>
  startTimekeeperProcess(readSettings(process.env)),
);
console.log(`Caseline's timekeeper runs${healthUrl === null ? '' : `; health: ${healthUrl}`}`);

async function startTimekeeperProcess(settings: Settings) {
  const logger = createLogger(settings);
  const opened = new OpenedParts();
  try {
    const service = 'caseline-timekeeper';
    const telemetry = opened.add(await openTelemetry(settings, { service, logger }));
    const { metrics, tracing } = telemetry;
    const onFault = ({ kind, detail }: { readonly kind: string; readonly detail: string }) => {
      metrics.countFault(kind);
      logger.warn({ code: kind, reason: detail }, 'event-store-fault');
    };
    const log = await openLog(settings, { mode: 'write', clock, onFault, telemetry });
    opened.add(log.store);
    const { engine } = opened.add(await openEngine(settings, log, { clock, logger }));
    const onViewFault = (fault: Error) =>
      logger.warn({ reason: fault.message }, 'view-store-fault');
    const queries = opened.add(await openCaseQueries(settings, onViewFault));
    const leases = opened.add(await openLeases(settings, onViewFault));
    const timekeeper = opened.add(
      leadTimekeeper({ clock, engine, queries, leases, logger, tracing }),
    );
    const { store } = log;
    const sealing = opened.add(leadSealing({ settings, store, clock, leases, logger }));
    watchSealing(metrics, sealing);
    const { CASELINE_HOST: host, CASELINE_HEALTH_PORT: port } = settings;
    if (port === undefined) return { healthUrl: null, close: () => opened.close() };
    const report = () => timekeeperReport(timekeeper, { sealing, log, nowMs: clock.now() });
    watchTimekeeper(metrics, timekeeper, { clock, log, queries, report });
    const endpoint = opened.add(await openHealthEndpoint({ host, port, metrics, report }));
    return { healthUrl: endpoint.url, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
