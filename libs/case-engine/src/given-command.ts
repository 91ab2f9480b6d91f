import type { Instant } from '@caseline/event-sourcing';

/** A command as it came in: its payload has passed the schema of its name. */
export interface GivenCommand {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** When it happened, for what may be recorded late. */
  readonly occurredAt?: Instant;
  /** The revision the caller has seen. */
  readonly expectedRevision?: number;
}
