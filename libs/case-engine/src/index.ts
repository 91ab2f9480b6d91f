export * from './case-engine.ts';
export * from './case-replay.ts';
export type { GivenCommand } from './given-command.ts';
export * from './organization-desk.ts';
export * from './policy-shelf.ts';
