/** A value that a span may carry. Never a name, a subject or any text of a case. */
export type SpanValue = string | number | boolean;
export type SpanValues = Readonly<Record<string, SpanValue>>;

/** A span that is under way. */
export interface OpenSpan {
  set(values: SpanValues): void;
}

export interface SpanOptions {
  /** `server`: a request from outside began it. */
  readonly kind: 'server' | 'internal' | 'consumer';
  /** W3C `traceparent` of what caused it; absent: the span around, else a new trace. */
  readonly parent?: string;
  readonly values?: SpanValues;
}

/** A span that was measured by others. Instants are milliseconds since 1970. */
export interface PastSpan extends SpanOptions {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Says what happened because of what, to a collector; or to nobody when tracing is off. */
export interface Tracing {
  readonly isOn: boolean;
  /** Does the work inside a span; an error that comes out of it is noted and thrown on. */
  span<Result>(
    name: string,
    options: SpanOptions,
    work: (span: OpenSpan) => Promise<Result>,
  ): Promise<Result>;
  /** Tells a span after it has ended. */
  record(span: PastSpan): void;
  /** W3C `traceparent` of the span around; undefined outside of any. */
  traceparent(): string | undefined;
  /** Sends what was not sent yet, within a bound. Never rejects. */
  close(): Promise<void>;
}

const silentSpan: OpenSpan = { set: () => undefined };

/** Tracing that is off: it does the work and nothing else. */
export const noTracing: Tracing = {
  isOn: false,
  span: (_name, _options, work) => work(silentSpan),
  record: () => undefined,
  traceparent: () => undefined,
  close: async () => undefined,
};

/**
 * Tracing to the collector at `url` (OTLP over HTTP, such as `http://collector:4318`), or none
 * without a url. The SDK is loaded only when there is one.
 */
export async function openTracing(to: {
  readonly url: string | undefined;
  /** Name of the process in the traces: `caseline-api`. */
  readonly service: string;
  /** Told when the last spans could not be sent; the process ends all the same. */
  onFault?(error: unknown): void;
}): Promise<Tracing> {
  const { url, service, onFault = () => undefined } = to;
  if (url === undefined) return noTracing;
  const { OtlpTracing } = await import('./otlp-tracing.ts');
  return new OtlpTracing({ url, service, onFault });
}
