import { describe, expect, test } from '@jest/globals';
import { Metrics } from '@caseline/telemetry';
import fastify from 'fastify';
import { countRequests } from './request-counting.ts';

describe('requests', () => {
  test('are counted by route, never by path', async () => {
    const metrics = new Metrics();
    const server = fastify();
    countRequests(server, metrics);
    server.get('/v1/cases/:caseId', async () => ({}));
    await server.inject('/v1/cases/7d1');
    await server.inject('/v1/cases/7d2');
    await server.inject('/secret-7d3');
    await server.close();
    const text = await metrics.text();
    const counted = (route: string, status: string, count: number): string =>
      `caseline_http_requests_total{route="${route}",method="GET",status="${status}"} ${count}`;
    expect(text).toContain(counted('/v1/cases/:caseId', '200', 2));
    expect(text).toContain(counted('unmatched', '404', 1));
    expect(text).not.toContain('7d1');
    expect(text).not.toContain('7d3');
  });
});
