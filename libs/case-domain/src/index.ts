export * from './case/case-state.ts';
export * from './case/events/index.ts';
export * from './vocabulary.ts';
