import { connect, type Socket } from 'node:net';

/** An answer over HTTP/1.1, body as text. */
export interface HttpAnswer {
  readonly status: number;
  /** The header lines as sent, names in any case. */
  readonly head: string;
  readonly body: string;
}

/** A request; `headers` are complete lines without line ends. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly headers: readonly string[];
  readonly body?: string;
}

/** The connection ended before the answer: nobody knows what became of the request. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (reason: Error) => void;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
/** The largest answer taken: a page of 200 cases is far below. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * One keep-alive connection, one request at a time. It does little on purpose: a load generator
 * that shares two cores with the server must not be what is measured.
 */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: Waiting | undefined;
  #lost: ConnectionLost | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#lose(error.message));
    socket.on('close', () => this.#lose('closed'));
  }

  /** Resolves when connected; rejects with `ConnectionLost`. */
  static open(port: number, hostname = '127.0.0.1'): Promise<HttpConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: hostname });
      const refuse = (error: Error) => reject(new ConnectionLost(error.message));
      socket.once('error', refuse);
      socket.once('connect', () => {
        socket.off('error', refuse);
        resolve(new HttpConnection(socket, `${hostname}:${port}`));
      });
    });
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** Sends a request and waits for its answer; rejects with `ConnectionLost`. */
  send(request: HttpRequest): Promise<HttpAnswer> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (this.#waiting !== undefined) throw new Error('a request is under way on this connection');
    const { method, path, headers, body = '' } = request;
    const lines = [`${method} ${path} HTTP/1.1`, `host: ${this.#host}`, ...headers];
    if (body !== '') {
      lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(body)}`);
    }
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const before = this.#received;
    this.#received = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
    if (this.#received.length > MAX_ANSWER_BYTES) this.#socket.destroy(new Error('too long'));
    const headEnd = this.#received.indexOf(END_OF_HEAD);
    if (headEnd < 0) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const status = Number(head.slice(9, 12));
    const bodyStart = headEnd + END_OF_HEAD.length;
    const bodyEnd = bodyStart + contentLength(head, status);
    if (this.#received.length < bodyEnd) return;
    const body = this.#received.toString('utf8', bodyStart, bodyEnd);
    this.#received = this.#received.subarray(bodyEnd);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status, head, body });
  }

  #lose(reason: string): void {
    this.#lost ??= new ConnectionLost(reason);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#lost);
  }
}

/** The value of a header of an answer; undefined when it has none. */
export function headerOf({ head }: HttpAnswer, name: string): string | undefined {
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

function contentLength(head: string, status: number): number {
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) return Number(length);
  if (status === 204 || status === 304) return 0;
  throw new Error(`an answer without a length: ${head}`);
}
