export { RejudgedCase, type StreamFact } from './rejudged-case.ts';
export type { RefusedFact, RejudgingContext } from './reading.ts';
