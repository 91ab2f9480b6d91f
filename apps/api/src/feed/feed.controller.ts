import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';
import { parseRequest, ZodPipe } from '../requests/zod.pipe.ts';
import { LiveFeeds } from './live-feeds.ts';

const position = z.coerce.number().int().min(-1).max(Number.MAX_SAFE_INTEGER);

const feedQuery = z.strictObject({
  after: position
    .optional()
    .describe('Position to go on from; -1 for everything. Absent: from now on.'),
});

const feedHeaders = z.object({ 'last-event-id': position.optional() });

/** What happens, as it happens: facts of cases as server-sent events, without personal data. */
@Controller('v1/feed')
export class FeedController {
  constructor(@Inject(LiveFeeds) private readonly feeds: LiveFeeds) {}

  @Get()
  @Allow('agent', 'lead', 'auditor', 'analyst', 'operator', 'administrator')
  @Describe({
    summary: 'Facts of cases as server-sent events; `id` is the position, `event` the type.',
    tag: 'Views',
    operationId: 'readFeed',
    query: feedQuery,
    headers: ['Last-Event-ID'],
    answer: { status: 200, type: 'text/event-stream' },
    problems: ['too-many-feeds'],
  })
  async read(
    @Query(new ZodPipe(feedQuery)) { after }: z.output<typeof feedQuery>,
    @Req() { principal, headers }: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { 'last-event-id': lastId } = parseRequest(
      feedHeaders,
      { 'last-event-id': headers['last-event-id'] },
      { type: 'custom' },
    );
    const { authorization } = headers;
    const stop = new AbortController();
    const listener = { principal, authorization, after: lastId ?? after };
    const text = await this.feeds.listen(listener, stop);
    // Set before the first byte: a client that is gone already closes the response as well.
    reply.raw.once('close', () => stop.abort());
    reply.raw.setTimeout(this.feeds.limits.stallMs, () => reply.raw.destroy());
    await reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(text, { objectMode: false }));
  }
}
