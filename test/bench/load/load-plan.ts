import type { CallerTokens } from '../../support/case-script.ts';

/** What the load generator is asked to do; plain data, because it crosses processes. */
export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  readonly tokens: CallerTokens;
  /** Cases as the target knows them. */
  readonly caseIds: readonly string[];
  readonly work: LoadWork;
}

/** Open so many cases, or give commands for so long, or both at a pace. */
export type LoadWork =
  | { readonly kind: 'open'; readonly count: number }
  | { readonly kind: 'command'; readonly seconds: number; readonly seed: number }
  | {
      readonly kind: 'mixed';
      readonly seconds: number;
      readonly seed: number;
      /** Requests are due at this rate, whether or not those before are answered. */
      readonly perSecond: number;
      /** One request in so many opens a case. */
      readonly openEvery: number;
    };

/** A write that was answered: up to where in the log, and when. */
export interface Acknowledged {
  readonly position: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly atMs: number;
}

/** What came of it. Latencies in milliseconds, of all requests, from when they were due. */
export interface LoadReport {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Answers other than 200 and 201: status, how many, and the first body. */
  readonly unexpected: readonly { status: number; count: number; body: string }[];
  /** Ids of the opened cases, and the position of the last answered write. */
  readonly caseIds: readonly string[];
  readonly position: number;
  /** Of paced work: every write. */
  readonly acknowledged: readonly Acknowledged[];
}
