import type { Metrics } from '@caseline/telemetry';
import type { FastifyInstance } from 'fastify';

/** What is asked for where no route is, whatever the path was. */
const UNMATCHED = 'unmatched';

/** Counts every answer of a server, those of the guard and of unknown paths included. */
export function countRequests(server: Pick<FastifyInstance, 'addHook'>, metrics: Metrics): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    metrics.countRequest({
      route: routeOptions.url ?? UNMATCHED,
      method,
      status: reply.statusCode,
    });
    done();
  });
}
