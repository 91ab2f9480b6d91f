import { describe, expect, test } from '@jest/globals';
import { Rejection, type CommandOutcome } from '@caseline/event-sourcing';
import fastify from 'fastify';
import { Metrics, type MetricsSources } from './metrics.ts';
import { countRequests } from './request-counting.ts';

const sources: MetricsSources = {
  head: async () => 41,
  views: async () => [
    { view: 'sla', version: 1, generation: 1, role: 'live', position: 40, quarantinedStreams: 2 },
  ],
  readOnlyReason: () => undefined,
  timekeeper: () => ({ recordedCases: 5, failingCases: 1, lastRoundAt: 0 }),
  loads: () => ({ cached: 9, read: 3 }),
};

const accepted = (replayed: boolean): CommandOutcome => ({
  kind: 'accepted',
  replayed,
  revision: 0,
  position: 0,
  recordedAt: '2026-03-01T12:00:00.000Z',
  events: [],
});

const figures = async (metrics: Metrics): Promise<Map<string, string>> =>
  new Map(
    (await metrics.text())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => {
        const space = line.lastIndexOf(' ');
        return [line.slice(0, space), line.slice(space + 1)];
      }),
  );

describe('metrics', () => {
  test('commands are counted by name and by how they ended, and measured', async () => {
    const metrics = new Metrics(sources);
    await metrics.measure('triage', async () => accepted(false));
    await metrics.measure('triage', async () => accepted(true));
    const refusal = new Rejection('case-unknown', 'none');
    await metrics.measure('triage', async () => ({ kind: 'rejected', rejection: refusal }));
    const failure = metrics.measure('triage', async () => {
      throw new Error('disk');
    });
    await expect(failure).rejects.toThrow('disk');
    const text = await figures(metrics);
    for (const outcome of ['accepted', 'replayed', 'rejected', 'failed']) {
      expect(text.get(`caseline_commands_total{command="triage",outcome="${outcome}"}`)).toBe('1');
    }
    expect(text.get('caseline_command_duration_seconds_count{command="triage"}')).toBe('4');
  });

  test('what others count is read when it is asked for, twice the same', async () => {
    const metrics = new Metrics(sources);
    await metrics.text();
    const text = await figures(metrics);
    expect(Object.fromEntries(text)).toMatchObject({
      caseline_log_head_position: '41',
      caseline_store_writable: '1',
      caseline_case_load_hits_total: '9',
      caseline_case_load_misses_total: '3',
      'caseline_view_lag_events{view="sla",role="live"}': '1',
      'caseline_view_quarantined_streams{view="sla",role="live"}': '2',
      caseline_timekeeper_recordings_total: '5',
      caseline_timekeeper_failing_cases: '1',
    });
    expect(text.has('process_cpu_seconds_total')).toBe(true);
    expect(text.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  test('requests are counted by route, never by path', async () => {
    const metrics = new Metrics(sources);
    const server = fastify();
    countRequests(server, metrics);
    server.get('/v1/cases/:caseId', async () => ({}));
    await server.inject('/v1/cases/7d1');
    await server.inject('/v1/cases/7d2');
    await server.inject('/secret-7d3');
    await server.close();
    const text = await figures(metrics);
    const counted = (route: string, status: string): string | undefined =>
      text.get(`caseline_http_requests_total{route="${route}",method="GET",status="${status}"}`);
    expect(counted('/v1/cases/:caseId', '200')).toBe('2');
    expect(counted('unmatched', '404')).toBe('1');
    expect([...text.keys()].join()).not.toContain('7d');
  });

  test('two servers in one process do not share figures', () => {
    expect(() => [new Metrics(sources), new Metrics(sources)]).not.toThrow();
  });
});
