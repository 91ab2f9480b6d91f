import type { Position } from '@caseline/event-sourcing';
import type { StoreSettings } from '@caseline/hosting';
import type { Exit } from '../exit-codes.ts';
import type { ExportFormatName } from './formats.ts';
import type { Wanted } from './wanted-events.ts';

/** What a thread is told to prepare; plain data, because it crosses to the thread. */
export interface LaterHalfTask {
  readonly stores: StoreSettings;
  readonly format: ExportFormatName;
  readonly wanted: Wanted;
  readonly upTo: Position;
  readonly withPersonalData: boolean;
  /** An empty folder for its files. */
  readonly folder: string;
}

/** What the thread tells. */
export type FromLaterHalf =
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'prepared'; readonly events: number }
  | {
      readonly kind: 'failed';
      readonly exit: Exit;
      readonly code: string;
      readonly detail: string;
    };
