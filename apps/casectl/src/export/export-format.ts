import type { Sink } from './sink.ts';
import type { EventSource } from './wanted-events.ts';

/** What is exported. */
export interface Export {
  readonly source: EventSource;
  readonly withPersonalData: boolean;
  /** The events behind those of the source; null where the source has all. */
  readonly laterHalf: LaterHalf | null;
}

/** Events that another thread prepares in files of a folder. */
export interface LaterHalf {
  readonly folder: string;
  /** How many there are; resolves when the files are whole, rejects with why they never will be. */
  prepared(): Promise<number>;
}

interface FormatFacts {
  /** True for the one format that is a proof, and would be none without. */
  readonly hasPersonalDataUnlessRefused: boolean;
  /** The streams that are exported when none are named. */
  readonly streamPrefixes: readonly string[];
  /** The streams it has a place for, where not for every one. */
  readonly prefixesAllowed: readonly string[] | null;
  /** Events that must stay together, counted from the first one; halves meet between groups. */
  readonly eventsInGroup: number;
  /** Whether two threads were seen to be quicker than one; else they share it only when told to. */
  readonly isQuickerShared: boolean;
  /**
   * Makes of the events what can be made without those before them, in files of a folder, for the
   * thread that writes the export. Answers how many events there were.
   */
  prepare(what: Export, folder: string): Promise<number>;
}

/** A format that is written from front to back, to a file or to standard output. */
export interface StreamFormat extends FormatFacts {
  /** Answers how many events were written. */
  write(what: Export, sink: Sink): Promise<number>;
}

/** A format that needs a file, because it is written here and there in it. */
export interface FileFormat extends FormatFacts {
  /** Answers how many events were written. */
  writeFile(what: Export, file: string): Promise<number>;
}

export type ExportFormat = StreamFormat | FileFormat;
