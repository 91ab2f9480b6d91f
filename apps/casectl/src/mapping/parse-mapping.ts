import { findCaseCommand } from '@caseline/case-domain';
import type { PackFault } from '@caseline/support-policy';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { statedStep } from './event-rules.ts';
import {
  FOLLOW_UP,
  mappingSchema,
  type Mapping,
  type MappingRule,
  type MappingStep,
} from './mapping-schema.ts';
import { samplesOf } from './template.ts';

/** Stands in for the value of every column while a mapping is checked. */
const SAMPLE = 'sample';
/** More faults than these are not listed. */
const MAX_FAULTS = 100;
const MAX_YAML_ALIASES = 200;

type Path = readonly (string | number)[];
interface Located {
  readonly path: Path;
  readonly reason: string;
}

/** What `parseMapping` answers: the mapping, or every fault that was found. */
export type MappingParsing =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly faults: readonly PackFault[] };

/** Reads a mapping from a YAML text; `file` names it in the faults. Never throws. */
export function parseMapping(yamlText: string, file: string): MappingParsing {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false });
  const syntax = [...document.errors, ...document.warnings].map((fault): PackFault => {
    const { line, col } = lines.linePos(fault.pos[0]);
    return { file, path: '', line, reason: `line ${line}, column ${col}: ${fault.message}` };
  });
  if (syntax.length > 0) return { ok: false, faults: syntax };
  const parsed = mappingSchema.safeParse(dataOf(document));
  const located = parsed.success
    ? faultsOfSteps(parsed.data)
    : parsed.error.issues.flatMap((issue) => locate(issue));
  if (parsed.success && located.length === 0) return { ok: true, mapping: parsed.data };
  const faults = located.slice(0, MAX_FAULTS).map(({ path, reason }): PackFault => {
    const line = lineOf(document, lines, path);
    return { file, path: path.join('/'), ...(line === undefined ? {} : { line }), reason };
  });
  return { ok: false, faults };
}

function dataOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES });
  } catch {
    // Too many aliases: an attack on memory, not a mapping; the schema then says what is missing.
    return undefined;
  }
}

/** A union that no member takes is faulty where the member that came furthest is. */
function locate(issue: z.core.$ZodIssue, above: Path = []): Located[] {
  const own = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const path = [...above, ...own];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], reason: 'unknown key' }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const tried = issue.errors.map((issues) => issues.flatMap((each) => locate(each, path)));
    return tried.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
  }
  if (issue.code === 'invalid_key') {
    return [{ path, reason: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path, reason: issue.message }];
}

const deepest = (faults: readonly Located[]): number =>
  Math.max(0, ...faults.map(({ path }) => path.length));

/** Fills every payload with samples: what a command would never take is a fault of the mapping. */
function faultsOfSteps(mapping: Mapping): Located[] {
  return mapping.rules.flatMap((rule, index) =>
    stepsIn(rule).flatMap(({ step, path }) =>
      faultsOfStep(step, mapping).map((fault) => ({
        ...fault,
        path: ['rules', index, ...path, ...fault.path],
      })),
    ),
  );
}

interface StatedAt {
  readonly step: MappingStep;
  readonly path: Path;
}

function stepsIn(rule: MappingRule): readonly StatedAt[] {
  if (!('do' in rule)) return [];
  return rule.do.flatMap((stated, index) => {
    const path = ['do', index] as const;
    const conditional = typeof stated === 'object' && !Array.isArray(stated) && 'do' in stated;
    // The schema lets nothing but a list of steps, or one step, be a `do`.
    const steps = (conditional ? stated.do : stated) as MappingStep | readonly MappingStep[];
    const above: Path = conditional ? [...path, 'do'] : path;
    return Array.isArray(steps)
      ? steps.map((step: MappingStep, at) => ({ step, path: [...above, at] }))
      : [{ step: steps as MappingStep, path: above }];
  });
}

function faultsOfStep(step: MappingStep, mapping: Mapping): readonly Located[] {
  const { name, payload } = statedStep(step, mapping);
  const command = findCaseCommand(name === FOLLOW_UP ? 'open' : name);
  if (command === undefined) return [{ path: [], reason: `no step ${name}` }];
  for (const sample of samplesOf(payload, SAMPLE)) {
    const parsed = command.schema.safeParse(sample);
    const [issue] = parsed.error?.issues ?? [];
    if (issue === undefined) continue;
    const at = issue.path.join('/');
    const reason = `payload of ${name}${at === '' ? '' : `, ${at}`}: ${issue.message}`;
    return [{ path: [name], reason }];
  }
  return [];
}

function lineOf(document: Document, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

const hasRange = (node: unknown): node is { readonly range: readonly [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
