import type { OpenedProjector } from './open-projector.ts';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** The figures of a projector on its own. */
export function projectorMetrics(projector: OpenedProjector): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'caseline_log_head_position',
    help: 'Position of the last event of the log; -1 when there is none.',
    registers: [registry],
    async collect() {
      this.set(await projector.head());
    },
  });
  ofViews(registry, projector, {
    name: 'caseline_projection_position',
    help: 'Position of the last event folded into a view that is fed here.',
    read: ({ position }) => position,
  });
  ofViews(registry, projector, {
    name: 'caseline_projection_owned',
    help: '1 for each view that is fed here.',
    read: () => 1,
  });
  ofViews(registry, projector, {
    name: 'caseline_view_quarantined_streams',
    help: 'Streams that wait because one of their events could not be folded.',
    read: ({ quarantined }) => quarantined.length,
  });
  return registry;
}

type Health = ReturnType<OpenedProjector['health']>[number];

function ofViews(
  registry: Registry,
  projector: OpenedProjector,
  gauge: { readonly name: string; readonly help: string; read(health: Health): number },
): void {
  const { name, help, read } = gauge;
  new Gauge({
    name,
    help,
    labelNames: ['view'],
    registers: [registry],
    collect() {
      this.reset();
      for (const health of projector.health()) this.set({ view: health.name }, read(health));
    },
  });
}
