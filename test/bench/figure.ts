/** One line of the table: what was measured, against what, and whether it is what is demanded. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** The same work done by another in the same run; empty where the demand is absolute. */
  readonly baseline: string;
  /** Ours in units of the baseline's; null where there is none. */
  readonly ratio: number | null;
  readonly demanded: string;
  readonly verdict: 'pass' | 'short' | 'not measured';
  /** Why it was not measured, or what else to know about it. */
  readonly remark?: string;
}

/** Something measured: its own name on the command line, and its figures. */
export interface Bench {
  readonly name: string;
  readonly about: string;
  run(report: (step: string) => void): Promise<readonly Figure[]>;
}

/** A value with its unit; `digits` behind the point. */
export interface Quantity {
  readonly value: number;
  readonly unit: string;
  readonly digits?: number;
}

/** An absolute demand: the value must not pass the limit. */
export const atMost = (name: string, measured: Quantity, limit: number): Figure => ({
  name,
  measured: textOf(measured),
  baseline: '',
  ratio: null,
  demanded: `at most ${textOf({ ...measured, value: limit })}`,
  verdict: measured.value <= limit ? 'pass' : 'short',
});

/** An absolute demand: the value must reach the limit. */
export const atLeast = (name: string, measured: Quantity, limit: number): Figure => ({
  name,
  measured: textOf(measured),
  baseline: '',
  ratio: null,
  demanded: `at least ${textOf({ ...measured, value: limit })}`,
  verdict: measured.value >= limit ? 'pass' : 'short',
});

/** A demand on the ratio of rates measured in turns in the same run. */
export const atLeastRatio = (
  name: string,
  of: { readonly ours: Quantity; readonly baseline: Quantity; readonly ratio: number },
  demanded: number,
): Figure => ({
  name,
  measured: textOf(of.ours),
  baseline: textOf(of.baseline),
  ratio: of.ratio,
  demanded: `ratio at least ${demanded.toFixed(2)}`,
  verdict: of.ratio >= demanded ? 'pass' : 'short',
});

/** A figure that this machine cannot give; it says why instead of passing. */
export const notMeasured = (name: string, demanded: string, reason: string): Figure => ({
  name,
  measured: '',
  baseline: '',
  ratio: null,
  demanded,
  verdict: 'not measured',
  remark: reason,
});

/** What imports and rebuilds may take at most. */
const MEMORY_LIMIT_MEGABYTES = 512;

/** Peak memory against the limit of long work, or a limit of its own. */
export const memoryFigure = (
  name: string,
  peakMegabytes: number | null,
  limitMegabytes = MEMORY_LIMIT_MEGABYTES,
): Figure =>
  peakMegabytes === null
    ? notMeasured(name, `at most ${limitMegabytes} MiB`, 'this system does not tell')
    : atMost(name, { value: peakMegabytes, unit: 'MiB' }, limitMegabytes);

/** The value that half of the others are below; throws for none. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value that a share (0 to 1) of the values do not pass; throws for none. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  const index = Math.max(Math.ceil(share * ascending.length) - 1, 0);
  const value = ascending[index];
  if (value === undefined) throw new RangeError('no values were measured');
  return value;
}

const COLUMNS = ['figure', 'measured', 'baseline', 'ratio', 'demanded', 'verdict'] as const;

/** The figures as one table of text, remarks below it. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = [COLUMNS, ...figures.map(cellsOf)];
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const remarks = figures.flatMap(({ name, remark }) =>
    remark === undefined ? [] : [`${name}: ${remark}`],
  );
  return [lines[0], rule, ...lines.slice(1), ...remarks].join('\n');
}

const cellsOf = ({ name, measured, baseline, ratio, demanded, verdict }: Figure) =>
  [name, measured, baseline, ratio === null ? '' : ratio.toFixed(2), demanded, verdict] as const;

const textOf = ({ value, unit, digits = 0 }: Quantity): string =>
  `${value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })} ${unit}`;
