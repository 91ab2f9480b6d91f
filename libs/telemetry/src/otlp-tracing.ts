import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { spanContextOf, traceparentOf } from './trace-context.ts';
import type { OpenSpan, PastSpan, SpanOptions, Tracing } from './tracing.ts';

/** Spans that wait to be sent; beyond that new ones are dropped, never the work. */
const MAX_WAITING_SPANS = 4_096;
/** How often they are sent. */
const SEND_EVERY_MS = 1_000;
/** How long one sending may take, and the last one when the process ends. */
const SEND_TIMEOUT_MS = 2_000;

const kinds = {
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
  consumer: SpanKind.CONSUMER,
} as const satisfies Record<SpanOptions['kind'], SpanKind>;

interface OtlpOptions {
  readonly url: string;
  readonly service: string;
  onFault(error: unknown): void;
}

/** Tracing through the SDK of OpenTelemetry. A caller's decision not to be traced is kept. */
export class OtlpTracing implements Tracing {
  readonly isOn = true;
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  /** The span around, through every promise of the work. */
  readonly #around = new AsyncLocalStorage<Span>();

  readonly #onFault: (error: unknown) => void;

  constructor({ url, service, onFault }: OtlpOptions) {
    this.#onFault = onFault;
    const exporter = new OTLPTraceExporter({
      url: `${url.replace(/\/+$/, '')}/v1/traces`,
      timeoutMillis: SEND_TIMEOUT_MS,
    });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service }),
      sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      spanProcessors: [
        new BatchSpanProcessor({
          exporter,
          maxQueueSize: MAX_WAITING_SPANS,
          scheduledDelayMillis: SEND_EVERY_MS,
          exportTimeoutMillis: SEND_TIMEOUT_MS,
        }),
      ],
    });
    this.#tracer = this.#provider.getTracer('caseline');
  }

  async span<Result>(
    name: string,
    options: SpanOptions,
    work: (span: OpenSpan) => Promise<Result>,
  ): Promise<Result> {
    const span = this.#start(name, options);
    try {
      return await this.#around.run(span, () =>
        work({ set: (values) => span.setAttributes(values) }),
      );
    } catch (error) {
      // The message may quote a request, so only the kind of error is told.
      const kind = error instanceof Error ? error.name : 'Error';
      span.setAttribute('error.type', kind).setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  record({ name, startMs, endMs, ...options }: PastSpan): void {
    this.#start(name, options, startMs).end(endMs);
  }

  traceparent(): string | undefined {
    const span = this.#around.getStore();
    return span === undefined ? undefined : traceparentOf(span.spanContext());
  }

  async close(): Promise<void> {
    try {
      await this.#provider.forceFlush({ timeoutMillis: SEND_TIMEOUT_MS });
      await this.#provider.shutdown();
    } catch (error) {
      this.#onFault(error);
    }
  }

  #start(name: string, { kind, parent, values = {} }: SpanOptions, startTime?: number): Span {
    const given = { kind: kinds[kind], attributes: values };
    const options = startTime === undefined ? given : { ...given, startTime };
    return this.#tracer.startSpan(name, options, this.#contextOf(parent));
  }

  #contextOf(parent: string | undefined): Context {
    const remote = spanContextOf(parent);
    if (remote !== undefined) return trace.setSpanContext(ROOT_CONTEXT, remote);
    const around = this.#around.getStore();
    return around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around);
  }
}
