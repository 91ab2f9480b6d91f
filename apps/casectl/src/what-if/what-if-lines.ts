import {
  GROUPINGS,
  type GroupNumbers,
  type Grouping,
  type Numbers,
  type ObjectiveComparison,
  type RefusedUnderDraft,
  type WhatIfAnswer,
} from '@caseline/what-if';

/** Lines of a list that a person reads; a program asks for all with `--json`. */
const SHOWN = 20;

/** What is printed of the numbers, in columns. */
const columns: readonly (readonly [string, (numbers: Numbers) => number])[] = [
  ['cases', ({ cases }) => cases],
  ['changed', ({ casesChanged }) => casesChanged],
  ['met', ({ then }) => then.met],
  ['draft', ({ draft }) => draft.met],
  ['breached', ({ then }) => then.breached],
  ['draft', ({ draft }) => draft.breached],
  ['gained', ({ changes }) => changes['breach-gained']],
  ['lost', ({ changes }) => changes['breach-lost']],
  ['earlier', ({ changes }) => changes['deadline-earlier']],
  ['later', ({ changes }) => changes['deadline-later']],
  ['new', ({ changes }) => changes['promise-new']],
  ['gone', ({ changes }) => changes['promise-lost']],
  ['refused', ({ severitiesRefused }) => severitiesRefused],
];

const titles = {
  kind: 'kind of support',
  severity: 'severity',
  organization: 'organization',
  week: 'week',
} as const satisfies Record<Grouping, string>;

/** The answer for a person: tables of numbers, then the cases behind them. */
export function whatIfLines(answer: WhatIfAnswer): readonly string[] {
  const { draft, then, horizon, totals } = answer;
  const width = Math.max(12, ...GROUPINGS.flatMap((name) => answer.by[name].map(widthOf)));
  return [
    `${draft.policyVersion} (${draft.hash.slice(0, 12)}) instead of ${then.join(', ')}, ` +
      `judged up to ${horizon}; nothing was written`,
    row('', width, (title) => title),
    row('all', width, (_, count) => String(count(totals))),
    ...GROUPINGS.flatMap((name) => tableOf(name, answer.by[name], width)),
    ...listOf('objectives judged otherwise', answer.changed, objectiveLine),
    ...listOf('facts refused', answer.refused, refusalLine),
  ];
}

const widthOf = ({ key }: GroupNumbers): number => key.length;

type Cell = (title: string, count: (numbers: Numbers) => number) => string;

const row = (name: string, width: number, cell: Cell): string =>
  [name.padEnd(width), ...columns.map(([title, count]) => cell(title, count).padStart(9))].join('');

function tableOf(name: Grouping, groups: readonly GroupNumbers[], width: number): string[] {
  const told = groups.filter(isChanged);
  const lines = told
    .slice(0, SHOWN)
    .map((group) => row(group.key, width, (_, count) => String(count(group))));
  return ['', `by ${titles[name]}`, ...lines, ...remaining(told.length)];
}

const isChanged = ({ casesChanged }: Numbers): boolean => casesChanged > 0;

function listOf<Item>(
  title: string,
  items: readonly Item[],
  line: (item: Item) => string,
): readonly string[] {
  if (items.length === 0) return [];
  const told = items.slice(0, SHOWN).map(line);
  return ['', `${items.length} ${title}`, ...told, ...remaining(items.length)];
}

const remaining = (count: number): readonly string[] =>
  count > SHOWN ? [`  … and ${count - SHOWN} more: --json prints all`] : [];

function objectiveLine(compared: ObjectiveComparison): string {
  const { caseId, then, draft, changes } = compared;
  const side = (judged: ObjectiveComparison['then']): string =>
    judged === null ? 'not promised' : `${judged.dueAt ?? 'standing still'} ${judged.verdict}`;
  const id = then?.objectiveId ?? draft?.objectiveId ?? '';
  return `  ${caseId}  ${id}  ${side(then)} -> ${side(draft)}  ${changes.join(', ')}`;
}

const refusalLine = (fact: RefusedUnderDraft): string =>
  `  ${fact.caseId}  ${fact.type} at ${fact.occurredAt}  ` +
  `${fact.asked ?? '-'} -> ${fact.granted ?? 'unrated'}  ${fact.code}`;
