export * from './lead-timekeeper.ts';
export * from './timekeeper.ts';
