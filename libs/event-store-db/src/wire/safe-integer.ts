import { EventStoreDbError } from '../event-store-db-error.ts';

/** Positions are safe integers in Caseline: 8 petabytes of log. */
export function safeInteger(value: bigint): number {
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new EventStoreDbError('position-too-large', `Position ${value} is over 2^53.`);
}
