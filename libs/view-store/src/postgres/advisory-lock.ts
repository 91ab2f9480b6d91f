import { createHash } from 'node:crypto';
import type { Session } from './connection.ts';

/** The number that PostgreSQL locks for a name: 64 bits, so that no two names meet. */
export const lockKey = (name: string): string =>
  createHash('sha256').update(`caseline ${name}`).digest().readBigInt64BE().toString();

/** Waits until nobody else has the name, and keeps it to the end of the transaction. */
export async function lockTransaction(session: Session, name: string): Promise<void> {
  await session.query('select pg_advisory_xact_lock($1)', [lockKey(name)]);
}
