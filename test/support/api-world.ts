import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  developmentKey,
  readSettings,
  signToken,
  startServer,
  type RunningServer,
  type TokenRole,
} from '@caseline/api';
import type { TestClock } from './engine-world.ts';

/** What an HTTP request answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // The body is whatever JSON came back; tests state what they expect of it.
  readonly body: Record<string, unknown>;
}

/** How to ask: a bearer token, a body, headers. */
export interface Ask {
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real server on a free port and a data folder of its own, for tests over HTTP. */
export class ApiWorld {
  readonly server: RunningServer;
  readonly folder: string;

  private constructor(server: RunningServer, folder: string) {
    this.server = server;
    this.folder = folder;
  }

  /** Starts a server; `clock` is the one that the engine and its timekeeper go by. */
  static async start(
    options: {
      readonly clock?: TestClock;
      readonly folder?: string;
      readonly settings?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<ApiWorld> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'caseline-test-'));
    const environment = { PORT: '0', CASELINE_DATA: folder, CASELINE_LOG: 'silent' };
    const settings = readSettings({ ...environment, ...options.settings });
    const clock = options.clock === undefined ? {} : { clock: options.clock };
    return new ApiWorld(await startServer(settings, clock), folder);
  }

  /** A signed token of this server's own key. */
  async token(
    roles: readonly TokenRole[],
    more: { readonly subject?: string; readonly organizationId?: string } = {},
  ): Promise<string> {
    const { subject = `${roles.join('-') || 'nobody'}@test`, ...rest } = more;
    const key = await developmentKey(this.folder);
    const meant = { issuer: 'caseline-development', audience: 'caseline' };
    return signToken(key, { subject, roles, ...rest, ...meant });
  }

  get(path: string, ask: Ask = {}): Promise<Answer> {
    return this.#send('GET', path, ask);
  }

  post(path: string, ask: Ask = {}): Promise<Answer> {
    return this.#send('POST', path, ask);
  }

  /** Ends the server and keeps its data, for a restart. */
  async stop(): Promise<void> {
    await this.server.close();
  }

  /** Ends the server and removes its data. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #send(method: string, path: string, ask: Ask): Promise<Answer> {
    const response = await fetch(new URL(path, this.server.url), {
      method,
      headers: {
        ...(ask.token === undefined ? {} : { authorization: `Bearer ${ask.token}` }),
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(ask.body === undefined ? {} : { body: bodyText(ask.body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text };
    return { status: response.status, headers: response.headers, body };
  }
}

/** A string is sent as it is, so that a test can send what is no JSON. */
const bodyText = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(body);
