/**
 * The floor: a bare Fastify route that parses the same body with the same zod schema and inserts
 * the same bytes as one command of Caseline, durable by group commit. No token, rules or state.
 */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { findCaseCommand } from '@caseline/case-domain';
import Fastify from 'fastify';
import type { StoredRows } from './stored-rows.ts';

const [, , databaseFile, rowsFile] = process.argv;
if (databaseFile === undefined || rowsFile === undefined) throw new Error('usage: DATABASE ROWS');
const { appends } = JSON.parse(readFileSync(rowsFile, 'utf8')) as StoredRows;

const database = new DatabaseSync(databaseFile);
// Checkpoints at 10,000 pages: the fastest of the settings tried for one connection.
database.exec(`
  PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT`);
const insert = database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
const revisions = new Map<number, number>();
let position = 0;
let appended = 0;

interface Waiting {
  readonly stream: number;
  readonly resolve: (position: number) => void;
  readonly reject: (reason: unknown) => void;
}

let waiting: Waiting[] = [];

/** Everything that came in during one turn of the event loop goes into one transaction. */
function commit(): void {
  const batch = waiting;
  waiting = [];
  try {
    database.exec('BEGIN IMMEDIATE');
    const positions = batch.map(({ stream }) => append(stream));
    database.exec('COMMIT');
    batch.forEach(({ resolve }, index) => resolve(positions[index] ?? -1));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

function append(stream: number): number {
  let revision = revisions.get(stream) ?? 0;
  for (const row of appends[appended % appends.length] ?? []) {
    insert.run(position, stream, revision, ...row);
    position += 1;
    revision += 1;
  }
  appended += 1;
  revisions.set(stream, revision);
  return position - 1;
}

const app = Fastify({ logger: false, bodyLimit: 65_536 });
app.post<{ Params: { id: string; command: string } }>(
  '/v1/cases/:id/:command',
  async (request, reply) => {
    const parsed = findCaseCommand(request.params.command)?.schema.safeParse(request.body);
    if (parsed?.success !== true) return reply.code(422).send({ error: 'body' });
    const stream = Number(request.params.id);
    return {
      position: await new Promise<number>((resolve, reject) => {
        if (waiting.push({ stream, resolve, reject }) === 1) setImmediate(commit);
      }),
    };
  },
);

await app.listen({ port: 0, host: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
process.send?.({ report: { port: (app.server.address() as AddressInfo).port } });
