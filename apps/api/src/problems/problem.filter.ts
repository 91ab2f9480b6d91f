import {
  Catch,
  HttpException,
  Inject,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import {
  AppendOutcomeUnknown,
  EventStoreBusy,
  EventStoreFull,
  EventStoreReadOnly,
  QueueFull,
  UnstorableEvent,
} from '@caseline/event-sourcing';
import { BadCursor } from '@caseline/case-views';
import { ViewStoreUnreachable } from '@caseline/view-store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER, type ApiLogger } from '../logging.ts';
import type { ApiProblemCode } from './api-problems.ts';
import { Problem, problem } from './problem.ts';

/** Seconds after which a client may try again what was refused for a passing reason. */
const RETRY_AFTER_S = '1';

/** Renders whatever was thrown as `application/problem+json`; never a stack trace. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: ApiLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const known = problemOf(error);
    const { status, code } = known.details;
    if (status >= 500) this.logger.error({ err: error, requestId: request.id }, code);
    sendProblem(known, request, reply);
  }
}

/** Answers with a problem. */
export function sendProblem(
  { details, headers }: Problem,
  request: Pick<FastifyRequest, 'id' | 'url'>,
  reply: FastifyReply,
): void {
  void reply
    .status(details.status)
    .headers(headers)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ ...details, instance: request.url, requestId: request.id }));
}

/** The problem behind anything that may be thrown while a request is answered. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const passing = passingFault(error);
  if (passing !== undefined) {
    return problem(passing, messageOf(error), { headers: { 'retry-after': RETRY_AFTER_S } });
  }
  if (error instanceof BadCursor) {
    return problem('invalid-request', 'The cursor does not belong to this query.', {
      errors: [{ pointer: 'cursor', code: 'bad-cursor', detail: error.message }],
    });
  }
  const known = requestFault(error);
  if (known !== undefined) return problem(known, messageOf(error));
  return problem('internal-error', 'The request failed; it is in the log under its id.');
}

/** Faults of the store that may be over when the client tries again with the same key. */
function passingFault(error: unknown): ApiProblemCode | undefined {
  if (error instanceof EventStoreFull) return 'store-full';
  if (error instanceof EventStoreReadOnly) return 'store-read-only';
  if (error instanceof AppendOutcomeUnknown) return 'outcome-unknown';
  if (error instanceof ViewStoreUnreachable) return 'views-unavailable';
  if (error instanceof QueueFull || error instanceof EventStoreBusy) return 'too-busy';
  return undefined;
}

const requestFaults: Readonly<Record<number, ApiProblemCode>> = {
  400: 'malformed-json',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'body-too-large',
  415: 'unsupported-media-type',
};

/** Faults that Fastify and Nest find before a handler runs. */
function requestFault(error: unknown): ApiProblemCode | undefined {
  if (error instanceof UnstorableEvent) return 'body-too-large';
  if (error instanceof HttpException) return requestFaults[error.getStatus()];
  if (error instanceof Error && 'statusCode' in error) {
    return requestFaults[Number(error.statusCode)];
  }
  return undefined;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');
