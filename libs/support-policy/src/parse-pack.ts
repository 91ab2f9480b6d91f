import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { faultsBetween } from './checks/pack-checks.ts';
import { CompiledPack } from './compiled-pack.ts';
import type { Located, PackFault } from './pack-fault.ts';
import { policyPackSchema, type PolicyPack } from './schema/policy-pack.ts';

/** Longer texts are no packs; the shipped ones are about 12 KB. */
const MAX_PACK_BYTES = 1_048_576;

/** More aliases than this in a text are an attack on memory, not a pack. */
const MAX_YAML_ALIASES = 200;

/** What `parsePack` answers: the pack ready for use, or every fault that was found. */
export type PackParsing =
  | { readonly ok: true; readonly pack: CompiledPack }
  | { readonly ok: false; readonly faults: readonly PackFault[] };

/** Reads a policy pack from a YAML text; `file` names it in the faults. Never throws. */
export function parsePack(yamlText: string, file: string): PackParsing {
  if (Buffer.byteLength(yamlText) > MAX_PACK_BYTES) {
    return refused(file, [{ path: [], reason: `longer than ${MAX_PACK_BYTES} bytes` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings].map((fault): PackFault => {
    const { line, col } = lines.linePos(fault.pos[0]);
    return { file, path: '', line, reason: `line ${line}, column ${col}: ${fault.message}` };
  });
  if (syntax.length > 0) return { ok: false, faults: syntax };
  const read = dataOf(document);
  if ('reason' in read) return refused(file, [{ path: [], reason: read.reason }]);
  const parsing = parsePackData(read.data);
  if (parsing instanceof CompiledPack) return { ok: true, pack: parsing };
  return refused(file, parsing, (path) => lineOf(document, lines, path));
}

/** Checks the data of a pack: the pack ready for use, or every fault. Never throws. */
export function parsePackData(data: unknown): CompiledPack | readonly Located[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return [{ path: [], reason: 'not a policy pack: a mapping with id, version and the rest' }];
  }
  const whole = policyPackSchema.safeParse(data);
  const shapeFaults = (whole.error?.issues ?? []).flatMap((issue) => locate(issue, data));
  const broken = new Set(shapeFaults.map(({ path }) => String(path[0])));
  const sound = new Set(Object.keys(policyPackSchema.shape).filter((key) => !broken.has(key)));
  const sections = whole.data ?? soundSections(data, sound);
  const faults = [...shapeFaults, ...faultsBetween(sections, sound)];
  if (faults.length > 0 || whole.data === undefined) return faults;
  return new CompiledPack(whole.data);
}

/** The sections that pass on their own, so that the checks between them can run all the same. */
function soundSections(data: object, sound: ReadonlySet<string>): Partial<PolicyPack> {
  const stated = Object.fromEntries(Object.entries(data).filter(([key]) => sound.has(key)));
  return policyPackSchema.partial().parse(stated) as Partial<PolicyPack>;
}

function dataOf(document: Document): { readonly data: unknown } | { readonly reason: string } {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

const refused = (
  file: string,
  faults: readonly Located[],
  lineAt: (path: Located['path']) => number | undefined = () => undefined,
): PackParsing => ({
  ok: false,
  faults: faults.map(({ path, reason }) => {
    const line = lineAt(path);
    return { file, path: path.join('/'), ...(line === undefined ? {} : { line }), reason };
  }),
});

/** One fault per unknown key; what is not there is called missing, whatever was expected. */
function locate(issue: z.core.$ZodIssue, data: unknown): Located[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], reason: 'unknown key' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, reason: issue.issues[0]?.message ?? issue.message }];
  }
  const missing = issue.code !== 'custom' && valueAt(data, path) === undefined;
  return [{ path, reason: missing ? 'missing' : issue.message }];
}

const valueAt = (data: unknown, path: Located['path']): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === String(key))?.[1]
        : undefined,
    data,
  );

/** The line of the value at a path, or of the nearest one above it that exists. */
function lineOf(document: Document, lines: LineCounter, path: Located['path']): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

const hasRange = (node: unknown): node is { readonly range: readonly [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
