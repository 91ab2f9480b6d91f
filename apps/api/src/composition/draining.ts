import type { FastifyInstance, FastifyReply } from 'fastify';

/** Answers that take longer are cut off: the whole process has ten seconds to end. */
const DRAIN_MS = 7_000;

/**
 * Has a server that closes take no new connection, answer what is under way, and then close: each
 * last answer says that its connection ends. Feeds end by themselves before.
 */
export function drainBeforeClosing(fastify: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  const underWay = new Set<FastifyReply>();
  let isClosing = false;
  let tellIdle = (): void => undefined;
  fastify.addHook('onRequest', (_, reply, done) => {
    underWay.add(reply);
    if (isClosing) endConnection(reply);
    reply.raw.once('close', () => {
      underWay.delete(reply);
      if (underWay.size === 0) tellIdle();
    });
    done();
  });
  fastify.addHook('preClose', async () => {
    isClosing = true;
    fastify.server.close();
    fastify.server.closeIdleConnections();
    for (const reply of underWay) endConnection(reply);
    if (underWay.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      tellIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  });
}

/** What has been begun is too late to tell; its connection is cut when the server closes. */
function endConnection(reply: FastifyReply): void {
  if (!reply.raw.headersSent) void reply.header('connection', 'close');
}
