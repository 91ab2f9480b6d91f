/** The projector as a process of its own; several share the projections among themselves. */
import {
  OpenedParts,
  createLogger,
  openHealthEndpoint,
  openTelemetry,
  readSettings,
  runProcess,
  type Settings,
} from '@caseline/hosting';
import { openProjector } from './open-projector.ts';
import { watchProjector } from './projector-metrics.ts';
import { projectorReport } from './projector-report.ts';

const { healthUrl } = await runProcess('The projector', async () =>
  startProjectorProcess(readSettings(process.env)),
);
console.log(`Caseline's projector runs${healthUrl === null ? '' : `; health: ${healthUrl}`}`);

async function startProjectorProcess(settings: Settings) {
  const logger = createLogger(settings);
  const opened = new OpenedParts();
  let lastFault: unknown;
  const clock = { now: () => Date.now() };
  try {
    const service = 'caseline-projector';
    const { metrics, tracing } = opened.add(await openTelemetry(settings, { service, logger }));
    const projector = opened.add(
      await openProjector({
        stores: settings,
        clock,
        tracing,
        onFault: (error) => {
          lastFault = error;
          logger.error({ err: error }, 'projector-fault');
        },
        onFed: () => (lastFault = undefined),
        onSurvived: ({ kind, detail }) => {
          metrics.countFault(kind);
          logger.warn({ code: kind, reason: detail }, 'store-fault');
        },
      }),
    );
    const { CASELINE_HOST: host, CASELINE_HEALTH_PORT: port } = settings;
    if (port === undefined) return { healthUrl: null, close: () => opened.close() };
    const report = () => projectorReport(projector, lastFault);
    watchProjector(metrics, projector, { clock, report });
    const endpoint = opened.add(await openHealthEndpoint({ host, port, metrics, report }));
    return { healthUrl: endpoint.url, close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
