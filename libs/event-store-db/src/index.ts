export { EventStoreDb } from './event-store-db.ts';
export type { EventStoreDbReadiness } from './event-store-db.ts';
export { EventStoreDbError } from './event-store-db-error.ts';
export type { EventStoreDbFault } from './event-store-db-error.ts';
export { openEventStoreDb } from './open-event-store-db.ts';
export type { OpenOptions } from './open-event-store-db.ts';
export type { OnFault, StoreFault } from './store-fault.ts';
export type { Timings } from './timings.ts';
