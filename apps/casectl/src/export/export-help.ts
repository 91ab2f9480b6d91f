import { flatColumns } from './flat-columns.ts';
import { exportFormats } from './formats.ts';

const NAME_WIDTH = 15;

const listed = (entries: Iterable<readonly [string, string]>): string =>
  [...entries].map(([name, about]) => `  ${name.padEnd(NAME_WIDTH)} ${about}`).join('\n');

/** What `export --help` says beyond its options: formats, columns, and what to know of them. */
export const exportHelp = (): string => `
Formats:
${listed(Object.entries(exportFormats).map(([name, { about }]) => [name, about]))}

All instants are UTC. A file appears under its name when it is whole, and never replaces one. On
standard output an export is whole when the process ends with 0; the last line on standard error
then begins with "whole". Filters choose events: a trace or an object holds those that were chosen.

Personal data are the fields under data.personal. Hashes cover them, so ndjson without them cannot
be verified; the other formats hold them only with --personal.

Columns of csv and parquet:
${listed(flatColumns(true).map(({ name, about }) => [name, about]))}

A csv cell that begins with = + - @ (wide forms too), a tab, a line break or a quote gets one quote
(') before it, so that no spreadsheet takes it for a formula; take that one away to have the cell.`;
