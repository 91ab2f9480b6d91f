import type { Position, ProjectionHealth } from '@caseline/event-sourcing';
import type { StoreSettings } from '@caseline/hosting';

/** What the projector's thread is started with. */
export interface ProjectorWorkerData {
  readonly stores: StoreSettings;
  /** Collector of traces; absent: none. */
  readonly collectorUrl: string | undefined;
}

/** An error as it crosses between threads. */
export interface ToldError {
  readonly message: string;
  readonly code: string | null;
}

/** From the projector's thread. */
export type FromProjector =
  | { readonly kind: 'started' }
  | { readonly kind: 'refused'; readonly error: ToldError }
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'fault'; readonly error: ToldError }
  | { readonly kind: 'survived'; readonly error: ToldError }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'closed' };

/** To the projector's thread. */
export type ToProjector =
  | { readonly kind: 'health'; readonly id: number }
  | {
      readonly kind: 'retry';
      readonly id: number;
      readonly view: string;
      readonly streamId: string | null;
    }
  | { readonly kind: 'close' };

/** What the thread answers to a question, by its kind. */
export interface Answers {
  readonly health: readonly ProjectionHealth[];
  /** How many streams were released. */
  readonly retry: number;
}

export const told = (error: unknown): ToldError => ({
  message: error instanceof Error ? error.message : String(error),
  code: error instanceof Error && 'code' in error ? String(error.code) : null,
});
