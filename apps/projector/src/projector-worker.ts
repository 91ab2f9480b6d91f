/** The projector in a thread of its own, with connections of its own to log and views. */
import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openTracing } from '@caseline/telemetry';
import { openProjector } from './open-projector.ts';
import { told } from './worker-messages.ts';
import type { FromProjector, ProjectorWorkerData, ToProjector } from './worker-messages.ts';

const port = parentPort;
if (port === null) throw new Error('the projector worker is started by projector-thread.ts');
const tell = (message: FromProjector): void => port.postMessage(message);

// Set by projector-thread.ts, the only one to start this.
const { stores, collectorUrl } = workerData as ProjectorWorkerData;

try {
  const tracing = await openTracing({
    url: collectorUrl,
    service: 'caseline-projector',
    onFault: (error) => tell({ kind: 'survived', error: told(error) }),
  });
  const projector = await openProjector({
    stores,
    tracing,
    clock: { now: () => Date.now() },
    onPosition: (position) => tell({ kind: 'position', position }),
    onFault: (error) => tell({ kind: 'fault', error: told(error) }),
    onSurvived: ({ kind, detail }) =>
      tell({ kind: 'survived', error: { message: detail, code: kind } }),
  });
  const close = async (): Promise<void> => {
    await projector.close();
    await tracing.close();
    tell({ kind: 'closed' });
    port.close();
  };
  port.on('message', (message: ToProjector) => {
    if (message.kind === 'close') {
      void close();
    } else if (message.kind === 'health') {
      tell({ kind: 'answer', id: message.id, answer: projector.health() });
    } else {
      void projector.retryQuarantined(message.view, message.streamId ?? undefined).then(
        (released) => tell({ kind: 'answer', id: message.id, answer: released }),
        (error: unknown) => {
          tell({ kind: 'fault', error: told(error) });
          tell({ kind: 'answer', id: message.id, answer: 0 });
        },
      );
    }
  });
  // From now on commands come first: under full load the views may lag, and catch up. Linux keeps
  // a priority for each thread; elsewhere it would hold back the whole process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  tell({ kind: 'started' });
} catch (error) {
  tell({ kind: 'refused', error: told(error) });
  port.close();
}
