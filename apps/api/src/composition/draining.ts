import type { FastifyInstance } from 'fastify';

/** Answers that take longer are cut off: the whole process has ten seconds to end. */
const DRAIN_MS = 7_000;

/**
 * Has a server that closes take no new connection, answer what is under way, and then close: each
 * last answer says that its connection ends. Feeds end by themselves before.
 */
export function drainBeforeClosing(fastify: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  let underWay = 0;
  let isClosing = false;
  let tellIdle = (): void => undefined;
  fastify.addHook('onRequest', async (_, reply) => {
    underWay += 1;
    reply.raw.once('close', () => {
      underWay -= 1;
      if (underWay === 0) tellIdle();
    });
  });
  fastify.addHook('onSend', async (_, reply) => {
    if (isClosing) void reply.header('connection', 'close');
  });
  fastify.addHook('preClose', async () => {
    isClosing = true;
    fastify.server.close();
    fastify.server.closeIdleConnections();
    if (underWay === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      tellIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  });
}
