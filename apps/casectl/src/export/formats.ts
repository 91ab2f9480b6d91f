import type { ExportFormat } from './export-format.ts';

interface FormatEntry {
  /** For `--help`. */
  readonly about: string;
  load(): Promise<ExportFormat>;
}

/** Every format by its name on the command line; each is read only when it is needed. */
export const exportFormats = {
  ndjson: {
    about: 'the envelopes as recorded, one a line: what is verified',
    load: async () => (await import('./ndjson.ts')).ndjson,
  },
  csv: {
    about: 'RFC 4180 in UTF-8, a row an event',
    load: async () => (await import('./csv.ts')).csv,
  },
  parquet: {
    about: 'the columns of csv with their types, Snappy',
    load: async () => (await import('./parquet.ts')).parquet,
  },
  xes: {
    about: 'IEEE 1849, a trace a case; time:timestamp is when an event happened',
    load: async () => (await import('./xes.ts')).xes,
  },
  'ocel-json': {
    about: 'OCEL 2.0: cases, organizations, agents, teams and objectives over time',
    load: async () => (await import('./ocel-json.ts')).ocelJson,
  },
  'ocel-sqlite': {
    about: 'the same as a SQLite database; needs --out',
    load: async () => (await import('./ocel-sqlite.ts')).ocelSqlite,
  },
} as const satisfies Record<string, FormatEntry>;

export type ExportFormatName = keyof typeof exportFormats;

export const isExportFormat = (name: string): name is ExportFormatName =>
  Object.hasOwn(exportFormats, name);
