/** One PostgreSQL for the tests of a file. */
import { afterAll, beforeAll } from '@jest/globals';
import { PostgresServer } from './postgres-server.ts';
import type { PostgresOptions } from './postgres-server.ts';

/** Starts it before the tests of the chapter and stops it after them, however they end. */
export function specPostgres(options: PostgresOptions = {}): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await PostgresServer.start(options);
  });
  afterAll(() => server?.stop());
  return () => {
    if (server === undefined) throw new Error('PostgreSQL runs from the first test on');
    return server;
  };
}
