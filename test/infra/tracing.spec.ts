/** Traces as a collector gets them: from a span alone, and from a request to the views. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { noTracing, openTracing } from '@caseline/telemetry';
import { CaseDesk, unratedIntake } from '../support/case-desk.ts';
import { TestClock } from '../support/engine-world.ts';
import { openTraceCollector, type SentSpan } from '../support/trace-collector.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function collector() {
  const opened = await openTraceCollector();
  closing.push(() => opened.close());
  return opened;
}

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('tracing', () => {
  test('is off without a collector: the work is done, nothing is known of it', async () => {
    const tracing = await openTracing({ url: undefined, service: 'caseline-api' });
    expect(tracing).toBe(noTracing);
    const inside = await tracing.span('a', { kind: 'server' }, async () => tracing.traceparent());
    expect(inside).toBeUndefined();
  });

  test('goes from the caller through nested work to the collector', async () => {
    const { url, messages, spans } = await collector();
    const tracing = await openTracing({ url, service: 'caseline-api' });
    const inner = await tracing.span(
      'request',
      { kind: 'server', parent: caller },
      async (span) => {
        span.set({ 'http.response.status_code': 200 });
        await Promise.resolve();
        return tracing.span('append', { kind: 'internal' }, async () => tracing.traceparent());
      },
    );
    await tracing.close();
    const [append, request] = [...spans()].sort((a, b) => a.name.localeCompare(b.name));
    expect(request).toMatchObject({ kind: 2, parentSpanId: 'b7ad6b7169203331' });
    expect(append).toMatchObject({ kind: 1, parentSpanId: request?.spanId });
    expect(new Set(spans().map(({ traceId }) => traceId))).toEqual(
      new Set(['0af7651916cd43dd8448eb211c80319c']),
    );
    expect(inner).toBe(`00-${append?.traceId}-${append?.spanId}-01`);
    expect(request?.attributes).toEqual([
      { key: 'http.response.status_code', value: { intValue: 200 } },
    ]);
    expect(JSON.stringify(messages[0])).toContain('"caseline-api"');
  });

  test('an error is thrown on; of it only its kind is told', async () => {
    const { url, spans } = await collector();
    const tracing = await openTracing({ url, service: 'caseline-api' });
    const failing = tracing.span('a', { kind: 'internal' }, async () => {
      throw new RangeError('Ms Doe');
    });
    await expect(failing).rejects.toThrow('Ms Doe');
    await tracing.close();
    expect(spans()[0]?.status?.code).toBe(2);
    expect(JSON.stringify(spans())).toContain('RangeError');
    expect(JSON.stringify(spans())).not.toContain('Doe');
  });

  test('a caller who is not traced is not traced here', async () => {
    const { url, spans } = await collector();
    const tracing = await openTracing({ url, service: 'caseline-api' });
    const parent = caller.replace(/01$/, '00');
    const inside = await tracing.span('a', { kind: 'server', parent }, async () =>
      tracing.traceparent(),
    );
    await tracing.close();
    expect(inside).toMatch(/-00$/);
    expect(spans()).toEqual([]);
  });

  test('a collector that is gone holds nothing up', async () => {
    const faults: unknown[] = [];
    const onFault = (error: unknown) => faults.push(error);
    const gone = { url: 'http://127.0.0.1:1', service: 'caseline-api', onFault };
    const tracing = await openTracing(gone);
    expect(await tracing.span('a', { kind: 'server' }, async () => 7)).toBe(7);
    await tracing.close();
    expect(faults).toHaveLength(1);
  });
});

describe('a request', () => {
  /** An organization's administrator opens a case, and sees it in a list. */
  async function openCase(settings: Readonly<Record<string, string>>) {
    const clock = new TestClock(new Date().toISOString());
    const desk = await CaseDesk.start({ clock, settings });
    closing.push(() => desk.end());
    const { world } = desk;
    const { administrator: token } = await desk.customer('worldwide');
    const { store } = world.server;
    const headers = { traceparent: caller, 'idempotency-key': 'one', 'x-request-id': 'asked-1' };
    const opened = await world.post('/v1/cases', { token, headers, body: unratedIntake });
    expect(opened.status).toBe(201);
    const position = Number(opened.body['position']);
    const listed = await world.get(`/v1/cases?minPosition=${position}`, { token });
    expect(listed.status).toBe(200);
    await world.get('/health/ready');
    const caseId = String(opened.body['caseId']);
    const events = await store.readStream(`case-${caseId}`, { from: 0, max: 100 });
    return { world, events };
  }

  test('is traced to its events, and on to the views that show them', async () => {
    const { url, spans } = await collector();
    const { world, events } = await openCase({ CASELINE_OTLP_URL: url });
    await world.server.close();
    const named = (name: string): readonly SentSpan[] => spans().filter((s) => s.name === name);
    const [request] = named('POST /v1/cases');
    const [append] = named('append').filter((span) => span.parentSpanId === request?.spanId);
    expect(request).toMatchObject({ parentSpanId: 'b7ad6b7169203331', kind: 2 });
    expect(request?.attributes).toEqual(
      expect.arrayContaining([
        { key: 'http.route', value: { stringValue: '/v1/cases' } },
        { key: 'http.response.status_code', value: { intValue: 201 } },
        { key: 'caseline.request', value: { stringValue: 'asked-1' } },
      ]),
    );
    const traceparent = `00-${append?.traceId}-${append?.spanId}-01`;
    expect(events.map(({ metadata }) => metadata.traceparent)).toEqual(
      events.map(() => traceparent),
    );
    const projected = named('project').filter((span) => span.parentSpanId === append?.spanId);
    expect(projected).toHaveLength(events.length);
    expect(named('GET /health/ready')).toEqual([]);
  });

  test('leaves no trace when tracing is off', async () => {
    const { events } = await openCase({});
    expect(events.length).toBeGreaterThan(0);
    for (const { metadata } of events) expect(metadata).not.toHaveProperty('traceparent');
  });
});
