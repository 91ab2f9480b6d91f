import 'reflect-metadata';
import type { IncomingHttpHeaders } from 'node:http';
import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { countRequests } from '../metrics/request-counting.ts';
import { traceRequests } from '../metrics/request-tracing.ts';
import { problem } from '../problems/problem.ts';
import { sendProblem } from '../problems/problem.filter.ts';
import { ApiModule, type ApiParts } from './api.module.ts';
import { drainBeforeClosing } from './draining.ts';
import { refuseOtherMethods } from './other-methods.ts';

/** Headers of every answer: nothing of it is a page, nothing may be kept by a proxy. */
const answerHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Bodies are parsed by our own schemas. Fastify's compilers would be loaded with it, two hundred
 * modules of them, and have nothing to compile.
 */
const withoutSchemas = { buildValidator: refuseSchema, buildSerializer: refuseSchema };

function refuseSchema(): never {
  throw new Error('a route has a schema for Fastify: it takes one of zod');
}

/** The HTTP server, ready to listen. */
export async function createHttpServer(parts: ApiParts): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: parts.settings.CASELINE_MAX_BODY_BYTES,
    logger: false,
    // What is left when everything under way has been answered; until then requests are taken.
    forceCloseConnections: true,
    return503OnClosing: false,
    schemaController: { compilersFactory: withoutSchemas },
    genReqId: (request: { headers: IncomingHttpHeaders }) =>
      requestId(request.headers['x-request-id']),
    frameworkErrors: (_: unknown, request: FastifyRequest, reply: FastifyReply) => {
      const nowhere = problem('not-found', 'The address is not well-formed.');
      sendProblem(nowhere, request, reply);
    },
  });
  const fastify = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  drainBeforeClosing(fastify);
  refuseOtherMethods(fastify);
  traceRequests(fastify, parts.telemetry.tracing);
  // Each request passes every hook: one that calls back costs less than one that promises.
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(answerHeaders).header('x-request-id', request.id);
    done();
  });
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.of(parts), adapter, {
    logger: false,
    abortOnError: false,
    // Fastify's own parser reads JSON; the one for forms that Nest would add is not wanted.
    bodyParser: false,
  });
  countRequests(fastify, parts.telemetry.metrics);
  return app;
}

/** The caller's request id where it is harmless in logs and events, else a new one. */
function requestId(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && /^[\w.-]{1,100}$/.test(header) ? header : randomUUID();
}
