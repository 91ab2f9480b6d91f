import { Metrics, openTracing, type Tracing } from '@caseline/telemetry';
import type { Logger } from './logger.ts';
import type { Closable } from './opened-parts.ts';
import type { Settings } from './settings.ts';

/** What a process tells about its work. Closing it sends the last spans. */
export interface ProcessTelemetry extends Closable {
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** The figures of a process, and its traces where the settings name a collector. */
export async function openTelemetry(
  { CASELINE_OTLP_URL: url }: Pick<Settings, 'CASELINE_OTLP_URL'>,
  { service, logger }: { readonly service: string; readonly logger: Logger },
): Promise<ProcessTelemetry> {
  const onFault = (error: unknown) => logger.warn({ err: error }, 'traces-not-sent');
  const tracing = await openTracing({ url, service, onFault });
  return { metrics: new Metrics(), tracing, close: () => tracing.close() };
}
