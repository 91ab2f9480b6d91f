export * from './timekeeper.ts';
