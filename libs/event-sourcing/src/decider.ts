import type { Instant } from './envelope.ts';
import type { Rejection } from './rejection.ts';

/** An event as a decision states it: no ids, no stamps. */
export interface DecidedEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** When it happened, if not at the command's own instant: a breach happened when it was due. */
  readonly occurredAt?: Instant;
}

/** What `evolve` may look at: the fact and its two instants. */
export interface Fact<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly id: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

/**
 * The pure core of an aggregate. `decide` refuses or states what happens; `evolve` folds a fact
 * into the state and can never refuse. Neither reads a clock, draws an id or touches the world: all
 * of that comes in with the command and the context.
 */
export interface Decider<Command, Event extends DecidedEvent, State, Context> {
  readonly initialState: State;
  decide(command: Command, state: State, context: Context): readonly Event[] | Rejection;
  evolve(state: State, fact: Fact<Event['type'], Event['data']>): State;
}
