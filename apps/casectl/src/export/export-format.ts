import type { Sink } from './sink.ts';
import type { EventSource } from './wanted-events.ts';

/** What is exported. */
export interface Export {
  readonly source: EventSource;
  readonly withPersonalData: boolean;
}

interface FormatFacts {
  /** True for the one format that is a proof, and would be none without. */
  readonly hasPersonalDataUnlessRefused: boolean;
  /** The streams that are exported when none are named. */
  readonly streamPrefixes: readonly string[];
  /** The streams it has a place for, where not for every one. */
  readonly prefixesAllowed: readonly string[] | null;
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
