export * from './lead-timekeeper.ts';
export { CheckpointFolder, type KeptCheckpoint } from './sealing/checkpoint-folder.ts';
export { leadSealing, type SealingProgress } from './sealing/lead-sealing.ts';
export { ledgerKeys } from './sealing/ledger-keys.ts';
export { LedgerSealer } from './sealing/ledger-sealer.ts';
export * from './timekeeper.ts';
