import type { Position } from '@caseline/event-sourcing';

/** What went wrong and was survived: for logs, metrics and readiness. */
export type StoreFault =
  /** An event of `$all` that cannot be read; it was left out and the others went on. */
  | {
      readonly kind: 'malformed-event';
      readonly detail: string;
      readonly streamId: string | undefined;
      readonly revision: number | undefined;
      readonly position: Position | undefined;
    }
  /** A subscription ended, failed or stalled; it is resumed behind the position. */
  | {
      readonly kind: 'subscription-resumed';
      readonly detail: string;
      readonly after: Position;
    }
  /** The connection was given up after an error that nothing explains; a new one is made. */
  | { readonly kind: 'client-recreated'; readonly detail: string }
  /** Nobody knew whether an append was written; it was looked for. */
  | {
      readonly kind: 'append-outcome-unknown';
      readonly detail: string;
      readonly streamId: string;
      readonly attempt: number;
    };

/** Is told of every fault; must not throw. */
export type OnFault = (fault: StoreFault) => void;
