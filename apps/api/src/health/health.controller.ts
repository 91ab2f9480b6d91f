import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AllowAnybody } from '../access/allow.ts';
import { LOGGER, type ApiLogger } from '../logging.ts';
import { Describe } from '../openapi/describe.ts';
import { CLOCK, type Clock } from '../ports.ts';
import { HEALTH_SOURCES, type HealthSources } from './health-sources.ts';
import { readinessReport, reportReadiness, type ReadinessReport } from './readiness-report.ts';

const liveAnswer = z.object({ status: z.literal('live') }).meta({ id: 'Liveness' });

/** For whoever restarts servers and sends requests to them; tells no case, name or path. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HEALTH_SOURCES) private readonly sources: HealthSources,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: ApiLogger,
  ) {}

  @Get('live')
  @AllowAnybody()
  @Describe({
    summary: 'The process answers.',
    tag: 'Operations',
    operationId: 'readLiveness',
    answer: { status: 200, schema: liveAnswer },
  })
  live(): z.output<typeof liveAnswer> {
    return { status: 'live' };
  }

  @Get('ready')
  @AllowAnybody()
  @Describe({
    summary: 'Whether requests should come here, and why not; 503 when not, with the same body.',
    tag: 'Operations',
    operationId: 'readReadiness',
    answer: { status: 200, schema: readinessReport },
    alsoStatus: 503,
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await reportReadiness(this.sources, this.clock.now(), (code, error) =>
      this.logger.error({ err: error }, code),
    );
    void reply.status(report.status === 'unready' ? 503 : 200);
    return report;
  }
}
