import { expect, test } from '@jest/globals';
import { healthReport } from '@caseline/hosting';
import { Metrics } from '@caseline/telemetry';
import { watchProjector } from './projector-metrics.ts';

test('a projector alone tells what it feeds, how far it is, and what waits', async () => {
  const metrics = new Metrics();
  const waiting = { streamId: 'case-1' } as never;
  const projector = {
    head: async () => 50,
    recordedAfter: async () => '2026-03-01T11:59:50.000Z',
    health: () => [{ name: 'queue', version: 1, position: 40, quarantined: [waiting] } as never],
  };
  watchProjector(metrics, projector, {
    clock: { now: () => Date.UTC(2026, 2, 1, 12) },
    report: async () => healthReport([{ code: 'projector-stopped', blocks: true, detail: '' }], {}),
  });
  const text = await metrics.text();
  for (const line of [
    'caseline_log_head_position 50',
    'caseline_view_lag_positions{view="queue",role="live"} 10',
    'caseline_view_lag_seconds{view="queue",role="live"} 10',
    'caseline_view_quarantined_streams{view="queue",role="live"} 1',
    'caseline_projection_owned{view="queue"} 1',
    'caseline_ready 0',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
});
