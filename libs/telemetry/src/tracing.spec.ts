/** Tracing against a collector of our own that keeps what it is sent. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { projectionTracing } from './projection-tracing.ts';
import { spanContextOf, traceparentOf } from './trace-context.ts';
import { noTracing, openTracing, type PastSpan, type Tracing } from './tracing.ts';

interface SentSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

/** The parts of a message of OTLP that are looked at. */
interface Message {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: SentSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function collector() {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') messages.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const spans = () =>
    messages.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  return { url: `http://127.0.0.1:${port}/`, messages, spans };
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

describe('traceparent', () => {
  test('is read as W3C writes it, and written the same', () => {
    expect(traceparentOf(spanContextOf(caller)!)).toBe(caller);
    expect(spanContextOf(`01${caller.slice(2)}-later`)).toBeDefined();
  });

  test.each([
    undefined,
    '',
    `ff${caller.slice(2)}`,
    caller.toUpperCase(),
    caller.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)),
    caller.replace('b7ad6b7169203331', '0'.repeat(16)),
    `${caller}0`,
  ])('%s is none', (text) => {
    expect(spanContextOf(text)).toBeUndefined();
  });
});

describe('the trace of a projection', () => {
  const nowMs = Date.UTC(2026, 2, 1, 12);
  const eventAt = (position: number, recordedAt: string, traceparent?: string): RecordedEvent =>
    ({
      position,
      type: 'CaseTriaged',
      metadata: { recordedAt, ...(traceparent === undefined ? {} : { traceparent }) },
    }) as unknown as RecordedEvent;

  function scene() {
    const told: PastSpan[] = [];
    const tracing: Tracing = { ...noTracing, isOn: true, record: (span) => told.push(span) };
    const clock = { ms: nowMs, now: () => clock.ms };
    return { told, clock, projection: projectionTracing(tracing, clock) };
  }

  test('ends when the views have committed the event', () => {
    const { told, clock, projection } = scene();
    projection.seen(eventAt(1, '2026-03-01T11:59:59.000Z', caller));
    projection.seen(eventAt(2, '2026-03-01T11:59:59.000Z', caller));
    clock.ms += 40;
    projection.committed(1);
    projection.committed(1);
    expect(told).toEqual([
      {
        name: 'project',
        kind: 'consumer',
        parent: caller,
        startMs: nowMs,
        endMs: nowMs + 40,
        values: { 'caseline.event.type': 'CaseTriaged', 'caseline.position': 1 },
      },
    ]);
    projection.committed(5);
    expect(told).toHaveLength(2);
  });

  test('has nothing to say of events without a trace, and of history', () => {
    const { told, projection } = scene();
    projection.seen(eventAt(1, '2026-03-01T11:59:59.000Z'));
    projection.seen(eventAt(2, '2026-03-01T11:00:00.000Z', caller));
    projection.committed(5);
    expect(told).toEqual([]);
  });
});
