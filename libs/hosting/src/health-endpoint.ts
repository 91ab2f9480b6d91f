import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from '@caseline/telemetry';
import type { Closable } from './opened-parts.ts';

/** Why a process should not be relied on, or needs somebody to look. */
export interface HealthReason {
  /** Stable, for alerts. */
  readonly code: string;
  /** True: the process does not do its work. */
  readonly blocks: boolean;
  readonly detail: string;
}

/** What a process answers about itself. */
export interface HealthReport {
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly reasons: readonly HealthReason[];
  /** Figures of this kind of process. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The report of some reasons: unready as soon as one of them blocks. */
export function healthReport(
  reasons: readonly HealthReason[],
  facts: HealthReport['facts'],
): HealthReport {
  if (reasons.some(({ blocks }) => blocks)) return { status: 'unready', reasons, facts };
  return { status: reasons.length > 0 ? 'degraded' : 'ready', reasons, facts };
}

export interface HealthEndpointOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** Asked for each time; when it rejects the process counts as unready. */
  report(): Promise<HealthReport>;
}

export interface HealthEndpoint extends Closable {
  readonly url: string;
}

/**
 * `GET /health/live`, `/health/ready` (503 when not) and `/metrics` of a process that serves
 * nothing else. They tell no case, name or path.
 */
export async function openHealthEndpoint(options: HealthEndpointOptions): Promise<HealthEndpoint> {
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    void answer(path, options, response);
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  // A server that listens on a port has an address of that kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  path: string,
  { metrics, report }: HealthEndpointOptions,
  response: ServerResponse,
): Promise<void> {
  if (path === '/health/live') return send(response, 200, { status: 'live' });
  if (path === '/health/ready') {
    const found = await report().catch(unreadable);
    return send(response, found.status === 'unready' ? 503 : 200, found);
  }
  if (path !== '/metrics') return send(response, 404, { status: 'not-found' });
  const text = await metrics.text().catch(() => undefined);
  if (text === undefined) return send(response, 503, { status: 'unready' });
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
}

const unreadable = (): HealthReport =>
  healthReport(
    [{ code: 'stores-unreadable', blocks: true, detail: 'A store is out of reach.' }],
    {},
  );

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
