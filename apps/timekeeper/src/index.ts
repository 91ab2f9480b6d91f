export * from './lead-timekeeper.ts';
export { CheckpointFolder, type KeptCheckpoint } from './sealing/checkpoint-folder.ts';
export { leadSealing, type LeadingSealing, type SealingProgress } from './sealing/lead-sealing.ts';
export { ledgerKeys } from './sealing/ledger-keys.ts';
export { LedgerSealer } from './sealing/ledger-sealer.ts';
export { watchSealing } from './sealing/watch-sealing.ts';
export * from './timekeeper.ts';
