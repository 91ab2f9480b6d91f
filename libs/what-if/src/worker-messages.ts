import type { Position } from '@caseline/event-sourcing';
import type { TrialResult } from './log-trial.ts';

/** From a thread that judges: how far it has read, and what it has found. */
export type FromTrial =
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'result'; readonly result: TrialResult }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | null };
