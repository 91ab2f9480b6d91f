import { Metrics } from '@caseline/telemetry';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.ts';
import { Describe } from '../openapi/describe.ts';

/** Figures for Prometheus. They tell how busy the provider is, so a scraper needs a token. */
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @Allow('operator', 'analyst')
  @Describe({
    summary: 'Figures of this server in the text format of Prometheus.',
    tag: 'Operations',
    operationId: 'readMetrics',
    answer: { status: 200, type: 'text/plain' },
  })
  async read(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}
