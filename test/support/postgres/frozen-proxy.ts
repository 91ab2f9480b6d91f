/** A way to PostgreSQL that can stop carrying anything while it keeps its connections open. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SOCKET = '.s.PGSQL.5432';

export class FrozenProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'caseline-pg-proxy-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #firstSwallowed = Promise.withResolvers<void>();
  #isFrozen = false;

  private constructor(targetFolder: string) {
    this.#server = createServer((near) => {
      const far = connect(join(targetFolder, SOCKET));
      this.#carry(near, far);
      this.#carry(far, near);
    });
  }

  static async to(targetFolder: string): Promise<FrozenProxy> {
    const proxy = new FrozenProxy(targetFolder);
    proxy.#server.listen(join(proxy.#folder, SOCKET));
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** The connection string that goes through here instead. */
  through(url: string): string {
    const changed = new URL(url);
    changed.searchParams.set('host', this.#folder);
    return changed.href;
  }

  /** Something was said that nobody heard. */
  get swallowed(): Promise<void> {
    return this.#firstSwallowed.promise;
  }

  /** From now on nothing comes through, the end of a connection neither. */
  freeze(): void {
    this.#isFrozen = true;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #carry(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (bytes) => {
      if (this.#isFrozen) this.#firstSwallowed.resolve();
      else to.write(bytes);
    });
    from.on('close', () => {
      this.#sockets.delete(from);
      if (!this.#isFrozen) to.destroy();
    });
    // A connection that breaks closes too.
    from.on('error', () => undefined);
  }
}
