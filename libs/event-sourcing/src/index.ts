export * from './clock.ts';
export * from './decider.ts';
export * from './envelope.ts';
export * from './event-definition.ts';
export * from './event-store.ts';
export * from './hash-chain.ts';
export * from './rejection.ts';
