import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { noteOpened } from './left-open.ts';

/** A span as it is sent. */
export interface SentSpan {
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

/** A collector that keeps what it is sent. */
export interface TraceCollector {
  /** What `CASELINE_OTLP_URL` is to say. */
  readonly url: string;
  readonly messages: readonly Message[];
  /** Everything sent so far, by all processes. */
  spans(): readonly SentSpan[];
  close(): void;
}

/** Listens on a free port for traces (OTLP over HTTP, JSON). */
export async function openTraceCollector(): Promise<TraceCollector> {
  const messages: Message[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') messages.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const spans = () =>
    messages.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  const close = (): void => {
    noteClosed();
    server.close();
    server.closeAllConnections();
  };
  const noteClosed = noteOpened({ name: 'a collector of traces', close });
  return { url: `http://127.0.0.1:${port}`, messages, spans, close };
}
