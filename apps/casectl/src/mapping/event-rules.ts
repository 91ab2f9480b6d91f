import { findCaseCommand, type CaseCommandDefinition } from '@caseline/case-domain';
import type { LifecycleState } from '@caseline/case-lifecycle';
import { FOLLOW_UP, type Mapping, type MappingRule, type MappingStep } from './mapping-schema.ts';
import { compileTemplate, type Columns, type PlainValue, type Template } from './template.ts';

/** One command of an alternative, ready to be filled. */
export interface EventStep {
  /** The command; `open` for a follow-up. */
  readonly name: string;
  readonly isFollowUp: boolean;
  readonly definition: CaseCommandDefinition;
  readonly payload: Template;
}

/** Steps that stand for an event together, where the case is as they ask. */
export interface Alternative {
  /** The steps by name: `triage, assign`. */
  readonly name: string;
  fits(state: LifecycleState): boolean;
  readonly steps: readonly EventStep[];
}

/** What becomes of the events that a rule speaks of. */
export interface EventRule {
  readonly name: string;
  matches(columns: Columns): boolean;
  /** Why such events are left out; null where they are not. */
  readonly ignored: string | null;
  /** In order: the first that the case allows is done. */
  readonly alternatives: readonly Alternative[];
}

/** The rules of a mapping in their order; the first that matches an event speaks for it. */
export const eventRules = (mapping: Mapping): readonly EventRule[] =>
  mapping.rules.map((rule) => ({
    name: rule.name ?? nameOf(rule),
    matches: matcherOf(rule),
    ignored: 'ignore' in rule ? rule.ignore : null,
    alternatives: 'do' in rule ? rule.do.map((each) => alternativeOf(each, mapping)) : [],
  }));

const listOf = <Item>(value: Item | readonly Item[]): readonly Item[] =>
  Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

const nameOf = ({ when }: MappingRule): string =>
  Object.values(when)
    .map((values) => listOf(values).join('|'))
    .join(' / ') || 'everything';

function matcherOf({ when }: MappingRule): EventRule['matches'] {
  const wanted = Object.entries(when).map(
    ([column, values]) => [column, new Set(listOf(values))] as const,
  );
  return (columns) =>
    wanted.every(([column, values]) => values.has(columns.get(column)?.trim() ?? ''));
}

type RuleAlternative = Extract<MappingRule, { readonly do: unknown }>['do'][number];

function alternativeOf(stated: RuleAlternative, mapping: Mapping): Alternative {
  if (!isConditional(stated)) {
    return { ...stepsOf(stated, mapping), fits: () => true };
  }
  const statuses = stated.status === undefined ? undefined : listOf(stated.status);
  const severities = stated.severity === undefined ? undefined : listOf(stated.severity);
  return {
    fits: ({ status, turn, severity }) =>
      (statuses === undefined || statuses.some((one) => one === status)) &&
      (stated.turn === undefined || stated.turn === turn) &&
      (severities === undefined || severities.some((one) => one === severity)),
    ...stepsOf(stated.do, mapping),
  };
}

type Conditional = Extract<RuleAlternative, { readonly do: unknown }>;

/** No step is called `do`, so that nothing else has such a member. */
const isConditional = (stated: RuleAlternative): stated is Conditional =>
  typeof stated === 'object' && !Array.isArray(stated) && 'do' in stated;

function stepsOf(
  stated: MappingStep | readonly MappingStep[],
  mapping: Mapping,
): Pick<Alternative, 'name' | 'steps'> {
  const steps = listOf(stated).map((step) => statedStep(step, mapping));
  return {
    name: steps.map(({ name }) => name).join(', '),
    steps: steps.map(({ name, payload }) => stepOf(name, payload)),
  };
}

/** The name of a step and what its command says: its own payload, else the mapping's. */
export function statedStep(
  step: MappingStep,
  { payloads }: Pick<Mapping, 'payloads'>,
): { readonly name: string; readonly payload: Readonly<Record<string, PlainValue>> } {
  const [name, own] =
    typeof step === 'string' ? [step, undefined] : (Object.entries(step)[0] ?? ['', undefined]);
  const general = name === FOLLOW_UP ? (payloads[name] ?? payloads['open']) : payloads[name];
  return { name, payload: { ...general, ...own } };
}

function stepOf(stepName: string, payload: Readonly<Record<string, PlainValue>>): EventStep {
  const isFollowUp = stepName === FOLLOW_UP;
  const name = isFollowUp ? 'open' : stepName;
  const definition = findCaseCommand(name);
  if (definition === undefined) throw new TypeError(`${name} passed no schema`);
  return { name, isFollowUp, definition, payload: compileTemplate(payload) };
}
