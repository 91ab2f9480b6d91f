import { startProjectorThread } from '@caseline/projector';
import { openSqliteCaseQueries } from '@caseline/view-store';
import type { ApiLogger } from '../logging.ts';
import type { ViewsRuntime } from './views-runtime.ts';

/** Starts the projector of a data folder in a thread of its own and opens its views for reading. */
export async function openViews(of: {
  readonly folder: string;
  readonly logger: ApiLogger;
}): Promise<ViewsRuntime> {
  const { folder, logger } = of;
  let tellPosition = (_position: number): void => undefined;
  const projector = await startProjectorThread({
    folder,
    onPosition: (position) => tellPosition(position),
    onFault: ({ message, code }) => logger.error({ code, reason: message }, 'projector-fault'),
  });
  const queries = openSqliteCaseQueries(folder);
  tellPosition = (position) => queries.positionReached(position);
  return {
    queries,
    failure: () => projector.failure(),
    close: async () => {
      await projector.close();
      await queries.close();
    },
  };
}
