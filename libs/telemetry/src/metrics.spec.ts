import { describe, expect, test } from '@jest/globals';
import { Rejection, type CommandOutcome } from '@caseline/event-sourcing';
import type { MetricsSources } from './metric-sources.ts';
import { Metrics } from './metrics.ts';

const noonMs = Date.UTC(2026, 2, 1, 12);

const sources: MetricsSources = {
  clock: { now: () => noonMs },
  head: async () => 41,
  views: async () => [{ view: 'sla', role: 'live', position: 40, quarantinedStreams: 2 }],
  recordedAfter: async () => '2026-03-01T11:59:30.000Z',
  readOnlyReason: () => undefined,
  clockOffsetMs: async () => -1_500,
  freeBytes: async () => 4_096,
  timekeeper: () => ({ recordedCases: 5, failingCases: 1 }),
  nextDueAt: async () => '2026-03-01T11:59:58.000Z',
  openCases: async () => ({ 'in-progress': 3 }),
  loads: () => ({ cached: 9, read: 3 }),
  isReady: async () => true,
};

const accepted = (replayed: boolean): CommandOutcome => ({
  kind: 'accepted',
  replayed,
  revision: 0,
  position: 0,
  recordedAt: '2026-03-01T12:00:00.000Z',
  events: [],
});

const watching = (changes: Partial<MetricsSources> = {}): Metrics => {
  const metrics = new Metrics();
  metrics.watch({ ...sources, ...changes });
  return metrics;
};

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
    const metrics = watching();
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
    const metrics = watching();
    await metrics.text();
    const text = await figures(metrics);
    expect(Object.fromEntries(text)).toMatchObject({
      caseline_log_head_position: '41',
      caseline_store_writable: '1',
      caseline_clock_offset_seconds: '-1.5',
      caseline_data_free_bytes: '4096',
      caseline_ready: '1',
      caseline_case_load_hits_total: '9',
      caseline_case_load_misses_total: '3',
      'caseline_queue_cases{status="in-progress"}': '3',
      'caseline_view_lag_positions{view="sla",role="live"}': '1',
      'caseline_view_lag_seconds{view="sla",role="live"}': '30',
      'caseline_view_quarantined_streams{view="sla",role="live"}': '2',
      caseline_timekeeper_recordings_total: '5',
      caseline_timekeeper_failing_cases: '1',
      caseline_timekeeper_overdue_seconds: '2',
    });
    expect(text.has('process_cpu_seconds_total')).toBe(true);
    expect(text.has('nodejs_eventloop_lag_p99_seconds')).toBe(true);
  });

  test('nothing unseen and nothing due are 0, not absent', async () => {
    const text = await figures(
      watching({ recordedAfter: async () => undefined, nextDueAt: async () => null }),
    );
    expect(text.get('caseline_view_lag_seconds{view="sla",role="live"}')).toBe('0');
    expect(text.get('caseline_timekeeper_overdue_seconds')).toBe('0');
  });

  test('a store that does not answer costs its own figures only, and is counted', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('gone');
    };
    const metrics = watching({ head: broken, clockOffsetMs: async () => null });
    await metrics.text();
    const text = await figures(metrics);
    expect(text.has('caseline_log_head_position')).toBe(false);
    expect(text.has('caseline_clock_offset_seconds')).toBe(false);
    expect(text.get('caseline_store_writable')).toBe('1');
    const unanswered = 'caseline_metric_unanswered_total{metric="caseline_log_head_position"}';
    expect(Number(text.get(unanswered))).toBeGreaterThanOrEqual(1);
  });

  test('a store that never answers does not hold up the others', async () => {
    const text = await figures(watching({ head: () => new Promise(() => undefined) }));
    expect(text.has('caseline_log_head_position')).toBe(false);
    expect(text.get('caseline_store_writable')).toBe('1');
  });

  test('cases are not counted at every scrape', async () => {
    let asked = 0;
    let nowMs = noonMs;
    const openCases = async () => ({ closed: (asked += 1) });
    const metrics = watching({ openCases, clock: { now: () => nowMs } });
    await metrics.text();
    await metrics.text();
    expect(asked).toBe(1);
    nowMs += 60_000;
    expect((await figures(metrics)).get('caseline_queue_cases{status="closed"}')).toBe('2');
  });

  test('two servers in one process do not share figures', () => {
    expect(() => [watching(), watching()]).not.toThrow();
  });
});
