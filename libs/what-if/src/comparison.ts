import type {
  CaseState,
  Objective,
  RefusedFact,
  Severity,
  SupportKind,
} from '@caseline/case-domain';
import type { Instant } from '@caseline/event-sourcing';
import { weekOf } from './weeks.ts';

/** An objective as one of the two policies judges it. */
export interface JudgedObjective {
  readonly objectiveId: string;
  readonly severity: Severity | null;
  readonly startedAt: Instant;
  /** Null while it stands still. */
  readonly dueAt: Instant | null;
  readonly targetLabel: string;
  readonly calendar: string;
  readonly verdict: Verdict;
}

/** The verdict of an objective; `open` while there is none. */
export type Verdict = NonNullable<Objective['verdict']> | 'open';

/** What the draft changes about an objective. */
export const CHANGES = [
  'deadline-earlier',
  'deadline-later',
  /** It stands still under one of the two policies. */
  'deadline-otherwise',
  'breach-gained',
  'breach-lost',
  /** Any other change of the verdict: open, met, not applicable. */
  'verdict-otherwise',
  'severity-otherwise',
  /** Promised by one of the two policies alone. */
  'promise-lost',
  'promise-new',
] as const;
export type Change = (typeof CHANGES)[number];

/** One objective under both policies. What it is counted by is what it was judged as then. */
export interface ObjectiveComparison {
  readonly caseId: string;
  readonly organizationId: string;
  readonly kind: SupportKind;
  readonly severity: Severity | 'unrated';
  /** The ISO week in which its clock started. */
  readonly week: string;
  readonly objective: Objective['kind'];
  readonly then: JudgedObjective | null;
  readonly draft: JudgedObjective | null;
  readonly changes: readonly Change[];
}

/** A fact that the draft would have refused, with what it is counted by. */
export interface RefusedUnderDraft extends RefusedFact {
  readonly caseId: string;
  readonly organizationId: string;
  readonly kind: SupportKind;
  readonly severity: Severity | 'unrated';
  readonly week: string;
}

/** A case under both policies. */
export interface CaseComparison {
  readonly caseId: string;
  readonly objectives: readonly ObjectiveComparison[];
  readonly refused: readonly RefusedUnderDraft[];
}

type Described = Pick<ObjectiveComparison, 'caseId' | 'organizationId' | 'kind'>;

/** Compares a case as it was judged with the case as the draft judges it. */
export function compareCase(
  caseId: string,
  then: CaseState,
  draft: { readonly state: CaseState; readonly refused: readonly RefusedFact[] },
): CaseComparison {
  const { organizationId, kind } = then;
  if (organizationId === null || kind === null) throw new TypeError('a case begins by opening');
  const of = { caseId, organizationId, kind };
  return {
    caseId,
    objectives: compareObjectives(of, then.objectives, draft.state.objectives),
    refused: draft.refused.map((fact) => ({
      ...of,
      ...fact,
      severity: fact.asked ?? 'unrated',
      week: weekOf(fact.occurredAt),
    })),
  };
}

/**
 * Two objectives are one promise when the same fact made them: ids are counted by each policy, and
 * a promise that only one of them makes moves them on.
 */
const promiseKey = ({ kind, requestId, startEventId }: Objective): string =>
  `${kind} ${requestId ?? ''} ${startEventId}`;

function compareObjectives(
  of: Described,
  then: readonly Objective[],
  draft: readonly Objective[],
): readonly ObjectiveComparison[] {
  const drafted = new Map(draft.map((objective) => [promiseKey(objective), objective]));
  const compared = then.map((objective) => {
    const key = promiseKey(objective);
    const other = drafted.get(key) ?? null;
    drafted.delete(key);
    return comparison(of, objective, other);
  });
  return [
    ...compared,
    ...[...drafted.values()].map((objective) => comparison(of, null, objective)),
  ];
}

function comparison(
  of: Described,
  then: Objective | null,
  draft: Objective | null,
): ObjectiveComparison {
  const counted = then ?? draft;
  if (counted === null) throw new TypeError('a promise is made by one policy at least');
  const judged = { then: then && judgedObjective(then), draft: draft && judgedObjective(draft) };
  return {
    ...of,
    severity: counted.severity ?? 'unrated',
    week: weekOf(counted.startedAt),
    objective: counted.kind,
    ...judged,
    changes: changesBetween(judged.then, judged.draft),
  };
}

const judgedObjective = (objective: Objective): JudgedObjective => {
  const { objectiveId, severity, startedAt, dueAt, targetLabel, calendar, verdict } = objective;
  const judged = { objectiveId, severity, startedAt, dueAt, targetLabel, calendar };
  return { ...judged, verdict: verdict ?? 'open' };
};

function changesBetween(
  then: JudgedObjective | null,
  draft: JudgedObjective | null,
): readonly Change[] {
  if (then === null) return draft?.verdict === 'breached' ? ['promise-new', 'breach-gained'] : NEW;
  if (draft === null) return then.verdict === 'breached' ? ['promise-lost', 'breach-lost'] : LOST;
  const moved = deadlineChange(then.dueAt, draft.dueAt);
  const turned = verdictChange(then.verdict, draft.verdict);
  const rated: Change | null = then.severity === draft.severity ? null : 'severity-otherwise';
  return [moved, turned, rated].filter((change) => change !== null);
}

const NEW: readonly Change[] = ['promise-new'];
const LOST: readonly Change[] = ['promise-lost'];

function deadlineChange(then: Instant | null, draft: Instant | null): Change | null {
  if (then === draft) return null;
  if (then === null || draft === null) return 'deadline-otherwise';
  return draft < then ? 'deadline-earlier' : 'deadline-later';
}

function verdictChange(then: Verdict, draft: Verdict): Change | null {
  if (then === draft) return null;
  if (draft === 'breached') return 'breach-gained';
  return then === 'breached' ? 'breach-lost' : 'verdict-otherwise';
}
