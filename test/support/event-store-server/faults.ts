/** What the test server can be told to do wrong, call by call. */

/** The calls that a fault can strike. */
export type FaultyCall = 'append' | 'read' | 'subscribe' | 'features';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type Fault =
  /** An error instead of an answer; nothing is written. */
  | { readonly kind: 'refuse'; readonly as: Refusal }
  /** The work is done once the promise resolves, also when the client has gone meanwhile. */
  | { readonly kind: 'delay'; readonly until: Promise<unknown> }
  /** The work is done; what comes back is an error, or nothing at all. */
  | { readonly kind: 'answer-lost'; readonly as: Refusal | 'silence' }
  | { readonly kind: 'answer-twice' }
  /** No work, no answer: a connection that only looks alive. */
  | { readonly kind: 'half-open' }
  | { readonly kind: 'not-leader'; readonly leader: Address }
  /** A reading or subscription goes wrong behind so many events. */
  | { readonly kind: 'break-off'; readonly afterEvents: number; readonly how: BreakOff }
  /** A subscription ends behind a checkpoint that is ahead of events it has not sent. */
  | { readonly kind: 'checkpoint-ahead' }
  /** The event at this place of the reading, from 0, is spoilt. */
  | { readonly kind: 'malformed'; readonly at: number; readonly how: Malformation };

export type Refusal =
  | 'unavailable'
  | 'internal'
  | 'not-ready'
  | 'timeout'
  | 'cancelled'
  | 'access-denied'
  | 'too-large';

export type BreakOff = 'clean-end' | 'error' | 'stall' | 'consumer-too-slow';

export type Malformation =
  | 'data-not-json'
  | 'metadata-not-json'
  | 'metadata-incomplete'
  | 'not-json-content'
  | 'bad-id'
  | 'no-id'
  | 'no-stream';

/** Chooses the faults of a server. Told faults come first, each once; then `byChance` is asked. */
export class FaultPlan {
  readonly #told = new Map<FaultyCall, Fault[]>();
  byChance: (call: FaultyCall) => Fault | undefined = () => undefined;

  /** The next such call meets this fault. */
  next(call: FaultyCall, fault: Fault): void {
    this.#told.set(call, [...(this.#told.get(call) ?? []), fault]);
  }

  /** Takes the fault of a call that begins. */
  take(call: FaultyCall): Fault | undefined {
    return this.#told.get(call)?.shift() ?? this.byChance(call);
  }

  /** Faults told and not yet met. */
  get pending(): number {
    return [...this.#told.values()].reduce((count, faults) => count + faults.length, 0);
  }
}
