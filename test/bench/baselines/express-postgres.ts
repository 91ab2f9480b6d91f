/**
 * The service a team would write without events: Express, a pool of PostgreSQL connections, one
 * UPDATE by primary key a request, the last state only. Durable: `synchronous_commit` is on.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pg from 'pg';

/** Enough for 64 callers on two cores; more made it slower. */
const POOL_SIZE = 20;

const [, , socketFolder, cases] = process.argv;
if (socketFolder === undefined || cases === undefined) throw new Error('usage: SOCKET CASES');

const database = { host: socketFolder, user: 'caseline', database: 'postgres' };
const pool = new pg.Pool({ ...database, max: POOL_SIZE });
await pool.query(`
  CREATE TABLE tickets (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    status text NOT NULL,
    severity text,
    team text,
    agent_id text,
    last_message text,
    turn text NOT NULL,
    due_at timestamptz NOT NULL,
    version int NOT NULL,
    updated_at timestamptz NOT NULL
  )`);
await pool.query(
  `INSERT INTO tickets
   SELECT n, 'Nobody in building ' || n || ' can sign in', 'opened', 'B', NULL, NULL,
     'Since this morning single sign-on sends everybody back to the start page.', 'provider',
     now() + interval '15 hours', 1, now()
   FROM generate_series(0, $1::int - 1) AS n`,
  [cases],
);
await pool.query('VACUUM ANALYZE tickets');

const UPDATE = {
  name: 'update-ticket',
  text: `UPDATE tickets SET status = coalesce($2, status), severity = coalesce($3, severity),
    team = coalesce($4, team), agent_id = coalesce($5, agent_id),
    last_message = coalesce($6, last_message), turn = $7, due_at = now() + interval '15 hours',
    version = version + 1, updated_at = now()
    WHERE id = $1 RETURNING id, version, updated_at`,
};

interface TicketBody {
  readonly severity?: string;
  readonly team?: string;
  readonly agentId?: string;
  readonly message?: string;
  readonly note?: string;
  readonly question?: string;
}

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '64kb' }));
app.post('/v1/cases/:id/:command', async (request, response) => {
  const body = request.body as TicketBody;
  const { id, command } = request.params;
  const message = body.message ?? body.note ?? body.question ?? null;
  const turn = command === 'request-information' ? 'customer' : 'provider';
  const status = command === 'triage' ? 'triaged' : 'responded';
  const values = [id, status, body.severity, body.team, body.agentId, message, turn];
  const { rows } = await pool.query<Record<string, unknown>>({ ...UPDATE, values });
  if (rows[0] === undefined) response.status(404).json({ error: 'no such ticket' });
  else response.json(rows[0]);
});

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
process.on('SIGTERM', () => process.exit(0));
process.send?.({ report: { port: (server.address() as AddressInfo).port } });
