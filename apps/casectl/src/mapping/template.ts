/** What a template is filled from: the columns of a log event, and the name of its case. */
export type Columns = ReadonlyMap<string, string>;

/** A value as YAML has it. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };

/** A column's value that a choice has no entry for. */
export class NoValue extends Error {
  override readonly name = 'NoValue';
}

/** A filled template of some parts. */
export type Template = (columns: Columns) => PlainValue;

const PLACEHOLDER = /\{([^{}]+)\}/g;
const ONLY_PLACEHOLDER = /^\{([^{}]+)\}$/;

/**
 * Compiles a value of a mapping. A text may hold `{column}`; one that is nothing else gives null
 * where the column is empty. `{ from, values, otherwise }` chooses by the value of a column. The
 * filled template throws `NoValue` where a choice has no entry.
 */
export function compileTemplate(value: PlainValue): Template {
  if (typeof value === 'string') return textTemplate(value);
  if (value === null || typeof value !== 'object') return () => value;
  if (isList(value)) {
    const parts = value.map((part) => compileTemplate(part));
    return (columns) => parts.map((part) => part(columns));
  }
  const choice = choiceIn(value);
  if (choice !== undefined) return choiceTemplate(choice);
  const members = Object.entries(value).map(
    ([key, member]) => [key, compileTemplate(member)] as const,
  );
  return (columns) => Object.fromEntries(members.map(([key, fill]) => [key, fill(columns)]));
}

/** Every value that a template can give, with `sample` in each column; choices one at a time. */
export function samplesOf(value: PlainValue, sample: string): readonly PlainValue[] {
  const count = widestChoice(value);
  return Array.from({ length: count }, (_, index) => sampleOf(value, sample, index));
}

interface Choice {
  readonly from: string;
  readonly values: { readonly [key: string]: PlainValue };
  readonly otherwise?: PlainValue;
}

const isList = (value: PlainValue): value is readonly PlainValue[] => Array.isArray(value);

function choiceIn(value: { readonly [key: string]: PlainValue }): Choice | undefined {
  const { from, values, otherwise, ...rest } = value;
  if (typeof from !== 'string' || Object.keys(rest).length > 0) return undefined;
  if (typeof values !== 'object' || values === null || isList(values)) return undefined;
  return otherwise === undefined ? { from, values } : { from, values, otherwise };
}

function textTemplate(text: string): Template {
  const only = ONLY_PLACEHOLDER.exec(text)?.[1];
  if (only !== undefined) {
    return (columns) => {
      const value = columns.get(only)?.trim() ?? '';
      return value === '' ? null : value;
    };
  }
  if (text.search(PLACEHOLDER) < 0) return () => text;
  return (columns) =>
    text.replace(PLACEHOLDER, (_, column: string) => columns.get(column)?.trim() ?? '');
}

function choiceTemplate({ from, values, otherwise }: Choice): Template {
  const entries = new Map(
    Object.entries(values).map(([key, value]) => [key, compileTemplate(value)]),
  );
  const fallback = otherwise === undefined ? undefined : compileTemplate(otherwise);
  return (columns) => {
    const found = columns.get(from)?.trim() ?? '';
    const fill = entries.get(found) ?? fallback;
    if (fill === undefined) throw new NoValue(`no value for ${from} = ${JSON.stringify(found)}`);
    return fill(columns);
  };
}

const optionsOf = ({ values, otherwise }: Choice): readonly PlainValue[] => [
  ...Object.values(values),
  ...(otherwise === undefined ? [] : [otherwise]),
];

function widestChoice(value: PlainValue): number {
  if (value === null || typeof value !== 'object') return 1;
  if (isList(value)) return Math.max(1, ...value.map(widestChoice));
  const choice = choiceIn(value);
  if (choice === undefined) return Math.max(1, ...Object.values(value).map(widestChoice));
  return Math.max(1, optionsOf(choice).length);
}

function sampleOf(value: PlainValue, sample: string, index: number): PlainValue {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, sample);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((part) => sampleOf(part, sample, index));
  const choice = choiceIn(value);
  if (choice !== undefined) {
    const options = optionsOf(choice);
    return sampleOf(options[Math.min(index, options.length - 1)] ?? null, sample, index);
  }
  const members = Object.entries(value);
  return Object.fromEntries(members.map(([key, part]) => [key, sampleOf(part, sample, index)]));
}
