export { EmbeddedEventStore } from './embedded-event-store.ts';
export { EmbeddedStoreError } from './embedded-store-error.ts';
export type { EmbeddedStoreFault } from './embedded-store-error.ts';
export { eventLogFile } from './event-log-file.ts';
export { IN_MEMORY, openEmbeddedEventStore } from './open-event-store.ts';
export type { OpenOptions } from './open-event-store.ts';
export { backUpLog, restoreEventStore } from './backup.ts';
export { verifyLog } from './verify-log.ts';
export type { LogVerification, VerificationProgress, VerifyLogOptions } from './verify-log.ts';
