import { startProjectorThread } from '@caseline/projector';
import { OpenedParts, openCaseQueries, type Settings } from '@caseline/hosting';
import type { ApiLogger } from '../logging.ts';
import type { ViewsRuntime } from './views-runtime.ts';

/**
 * Opens the views for reading, and before that a projector in a thread of its own, unless the
 * settings leave it to another process.
 */
export async function openViews(of: {
  readonly settings: Settings;
  readonly logger: ApiLogger;
}): Promise<ViewsRuntime> {
  const { settings, logger } = of;
  const opened = new OpenedParts();
  let tellPosition = (_position: number): void => undefined;
  try {
    const projector = settings.CASELINE_PROJECTOR
      ? opened.add(
          await startProjectorThread({
            stores: storesIn(settings),
            collectorUrl: settings.CASELINE_OTLP_URL,
            onPosition: (position) => tellPosition(position),
            onFault: ({ message, code }) =>
              logger.error({ code, reason: message }, 'projector-fault'),
            onSurvived: ({ message, code }) =>
              logger.warn({ code, reason: message }, 'store-fault'),
          }),
        )
      : undefined;
    const onFault = (fault: Error) => logger.warn({ reason: fault.message }, 'view-store-fault');
    const queries = opened.add(await openCaseQueries(settings, onFault));
    tellPosition = (position) => queries.positionReached(position);
    return { queries, failure: () => projector?.failure(), close: () => opened.close() };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Only what the thread needs: settings as a whole may hold what cannot cross to it. */
const storesIn = ({ CASELINE_DATA, EVENTSTORE_URL, DATABASE_URL }: Settings) => ({
  CASELINE_DATA,
  EVENTSTORE_URL,
  DATABASE_URL,
});
