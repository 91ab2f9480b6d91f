import type { Position } from './envelope.ts';
import type { Row, RowKey, TableDefinition } from './projection.ts';

/** The tables of a projection and their version: all that a store must know of it. */
export interface ViewDefinition {
  readonly name: string;
  readonly version: number;
  readonly tables: readonly TableDefinition[];
}

/** One set of tables of a projection: the one that is read, or one being built beside it. */
export interface ViewGeneration {
  readonly view: ViewDefinition;
  /** Grows with each rebuild; part of the physical names of the tables. */
  readonly generation: number;
  readonly role: 'live' | 'building';
}

/** How far a generation is: the last event folded into it. */
export interface Checkpoint {
  readonly position: Position;
  /** The id of that event; null before the first. */
  readonly eventId: string | null;
}

/** Keys to load rows for, each with the lower bound of the table's `load` rule (else 0). */
export interface RowsWanted {
  readonly table: TableDefinition;
  readonly keys: readonly { readonly key: RowKey; readonly bound: number }[];
}

/** A stream whose event could not be folded; it and what follows wait until they are retried. */
export interface QuarantinedStream {
  readonly streamId: string;
  /** The first event that waits. */
  readonly revision: number;
  readonly position: Position;
  readonly eventId: string;
  readonly error: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** Events that wait, the first included. */
  readonly parkedEvents: number;
}

/** Rows to write into one table. A row is in at most one of the two lists, and once. */
export interface TableChanges {
  readonly table: TableDefinition;
  readonly puts: readonly Row[];
  readonly removes: readonly Row[];
  /**
   * Of rows that were loaded: how they were, by the row that takes their place. A store may then
   * write only what differs.
   */
  readonly loaded?: ReadonlyMap<Row, Row>;
}

/** Everything that one batch changes in one generation. */
export interface ViewChanges {
  readonly target: ViewGeneration;
  /** The checkpoint the batch started from: another one in the store is `CheckpointMoved`. */
  readonly from: Position;
  readonly to: Checkpoint;
  readonly tables: readonly TableChanges[];
  readonly quarantined: readonly QuarantinedStream[];
  /** Streams whose quarantine ended. */
  readonly released: readonly string[];
}

/**
 * Where read models live. Every implementation passes the suite in `test/contract`. Rows and
 * checkpoints are written in one transaction, so each event counts once however often it is read.
 */
export interface ViewStore {
  /**
   * The generation that is read. Where the view has none it is created, empty; null when the one
   * there is of another version: then `openBeside`, feed and `switchTo`.
   */
  openLive(view: ViewDefinition): Promise<ViewGeneration | null>;
  /**
   * A generation to build beside the live one. An unfinished one of the same version goes on, or is
   * dropped for an empty one when asked for `afresh`.
   */
  openBeside(
    view: ViewDefinition,
    options?: { readonly afresh?: boolean },
  ): Promise<ViewGeneration>;
  /**
   * Makes built generations the ones that are read and drops all others of their views, in one
   * transaction. Throws `CheckpointMoved` while a live one of the same version is further, unless
   * that one is known to be `aheadOfLog`.
   */
  switchTo(
    targets: readonly ViewGeneration[],
    options?: { readonly aheadOfLog?: boolean },
  ): Promise<void>;
  checkpoint(target: ViewGeneration): Promise<Checkpoint>;
  /** Rows of the wanted keys, one query a table, in the order of the request. */
  load(target: ViewGeneration, wanted: readonly RowsWanted[]): Promise<readonly (readonly Row[])[]>;
  /** All changes in one transaction, or none; throws `CheckpointMoved` when somebody was faster. */
  write(changes: readonly ViewChanges[]): Promise<void>;
  quarantined(target: ViewGeneration): Promise<readonly QuarantinedStream[]>;
  close(): Promise<void>;
}

/** Another projector wrote, or the generation was switched away. Open the view again and go on. */
export class CheckpointMoved extends Error {
  override readonly name = 'CheckpointMoved';
}

/**
 * The views have seen events that the log does not have, or other ones: the log was restored from
 * an older backup, or the views belong to another log. Rebuild them.
 */
export class ViewsAheadOfLog extends Error {
  override readonly name = 'ViewsAheadOfLog';
  readonly code = 'views-ahead-of-log';
}

/**
 * So many streams wait that the projection itself must be broken; it stops until it is repaired.
 */
export class TooManyQuarantinedStreams extends Error {
  override readonly name = 'TooManyQuarantinedStreams';
  readonly code = 'too-many-quarantined-streams';
}
