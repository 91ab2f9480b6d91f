import type { Tracing } from '@caseline/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Asked for all the time, and of no interest to anybody who reads traces. */
const UNTRACED = new Set(['/health/live', '/health/ready', '/metrics']);

/**
 * Does each request inside a span of its own that continues the caller's trace. The span is named
 * by the route, never by the path, and says nothing of what was sent.
 */
export function traceRequests(server: Pick<FastifyInstance, 'addHook'>, tracing: Tracing): void {
  if (!tracing.isOn) return;
  server.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unmatched';
    if (UNTRACED.has(route)) return done();
    const { traceparent } = request.headers;
    const parent = typeof traceparent === 'string' ? { parent: traceparent } : {};
    const values = { 'http.request.method': request.method, 'http.route': route };
    const options = { kind: 'server', values, ...parent } as const;
    void tracing.span(`${request.method} ${route}`, options, async (span) => {
      done();
      await answered(reply);
      span.set({ 'http.response.status_code': reply.statusCode, ...requestIdOf(request) });
    });
  });
}

/** The id that the caller got, so that a trace is found from an answer. */
const requestIdOf = ({ id }: FastifyRequest) => ({ 'caseline.request': id });

/** Resolves when the answer was sent, or the caller has gone. */
const answered = ({ raw }: FastifyReply): Promise<void> =>
  new Promise((resolve) => raw.once('close', () => resolve()));
