import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, type RunningServer, type TokenRole } from '@caseline/api';
import { readSettings } from '@caseline/hosting';
import { developmentKeyPem, signedToken, usualClaims } from './bearer-tokens.ts';
import { TestClock } from './engine-world.ts';
import { noteOpened } from './left-open.ts';
import { openTestStores, type TestStores } from './test-stores.ts';

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

/** Monday, 2 March 2026, 10:00 in Beijing: within all opening hours. */
const USUAL_START = '2026-03-02T02:00:00.000Z';
/** How long a token of a test is good for, by the clock of the test; in seconds. */
const TOKEN_LIFETIME_S = 20 * 365 * 86_400;

interface Options {
  readonly clock?: TestClock;
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly stores?: TestStores;
}

/** A real server on a free port, with stores and a data folder of its own, for tests over HTTP. */
export class ApiWorld {
  readonly clock: TestClock;
  readonly folder: string;
  readonly #options: Required<Options>;
  #server: RunningServer;

  private constructor(server: RunningServer, options: Required<Options>) {
    this.#server = server;
    this.clock = options.clock;
    this.folder = options.folder;
    this.#options = options;
  }

  /** Starts a server; engine, tokens and timekeeper go by the clock, which stands still. */
  static async start({
    clock = new TestClock(USUAL_START),
    folder = mkdtempSync(join(tmpdir(), 'caseline-test-')),
    settings = {},
    stores,
  }: Options = {}): Promise<ApiWorld> {
    const options = { clock, folder, settings, stores: stores ?? (await openTestStores(clock)) };
    return new ApiWorld(await serve(options), options);
  }

  get stores(): TestStores {
    return this.#options.stores;
  }

  get server(): RunningServer {
    return this.#server;
  }

  /** A signed token of this server's own key. */
  token(
    roles: readonly TokenRole[],
    more: { readonly subject?: string; readonly organizationId?: string } = {},
  ): string {
    const { subject = `${roles.join('-') || 'employee'}@test`, organizationId } = more;
    const now = Math.floor(this.clock.now() / 1_000);
    return signedToken(developmentKeyPem(this.folder).privatePem, {
      ...usualClaims,
      sub: subject,
      roles,
      ...(organizationId === undefined ? {} : { organization: organizationId }),
      iat: now,
      exp: now + TOKEN_LIFETIME_S,
    });
  }

  get(path: string, ask: Ask = {}): Promise<Answer> {
    return this.send('GET', path, ask);
  }

  post(path: string, ask: Ask = {}): Promise<Answer> {
    return this.send('POST', path, ask);
  }

  async send(method: string, path: string, ask: Ask = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.#server.url), {
      method,
      headers: {
        ...(ask.token === undefined ? {} : { authorization: `Bearer ${ask.token}` }),
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(ask.body === undefined ? {} : { body: bodyText(ask.body) }),
    });
    const { status, headers } = response;
    if (headers.get('content-type')?.startsWith('text/event-stream') === true) {
      await response.body?.cancel();
      return { status, headers, body: {} };
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : { text };
    return { status, headers, body };
  }

  /** What a stream of events has sent until it is enough; the stream is then let go. */
  async listen(path: string, token: string, isEnough: (text: string) => boolean): Promise<string> {
    const enough = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    const url = new URL(path, this.#server.url);
    const response = await fetch(url, { headers, signal: enough.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (reader !== undefined && !isEnough(text)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`the stream ended after ${text.length} characters`);
      text += value;
    }
    enough.abort();
    return text;
  }

  /** Ends the server and starts another one on the same data. */
  async restart(): Promise<void> {
    await this.#server.close();
    this.#server = await serve(this.#options);
  }

  /** Ends the server and removes its data. */
  async end(): Promise<void> {
    await this.#server.close();
    await this.#options.stores.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function serve(options: Required<Options>): Promise<RunningServer> {
  const { clock, folder, settings, stores } = options;
  const usual = { PORT: '0', CASELINE_DATA: folder, CASELINE_LOG: 'silent' };
  const read = readSettings({ ...usual, ...stores.environment, ...settings });
  const server = await startServer(read, { clock });
  const noteClosed = noteOpened({ name: `the server at ${server.url}`, close: server.close });
  const close = (): Promise<void> => {
    noteClosed();
    return server.close();
  };
  return { ...server, close };
}

/** A string is sent as it is, so that a test can send what is no JSON. */
const bodyText = (body: unknown): string =>
  typeof body === 'string' ? body : JSON.stringify(body);
