import { segments, type CausedPause, type Segment } from '@caseline/business-calendar';
import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { CaseState, Objective } from '../case-state.ts';
import type { ObjectiveKind, RetargetRule } from '../events/index.ts';
import { chainOf, openPauseOf } from './objective-queries.ts';
import { calendarOf, later, targetMsOf } from './objective-terms.ts';

/** The rules of RULES.md that a promise and its clock follow from. */
const RULES = {
  'first-response': ['V14', 'V16', 'V17', 'default 2', 'default 3', 'default 4', 'default 5'],
  'next-update': ['V15', 'V18', 'default 12'],
  resolution: ['default 4'],
  'customer-answer': ['V21', 'default 9'],
} as const satisfies Record<ObjectiveKind, readonly string[]>;

/** A stretch of the clock's life with its cause: part of a calendar, or the event of a pause. */
export interface ExplainedSegment extends Omit<Segment, 'fromMs' | 'toMs' | 'clockChanges'> {
  readonly from: Instant;
  readonly to: Instant;
  readonly clockChanges: readonly {
    readonly at: Instant;
    readonly kind: 'skipped' | 'repeated';
    readonly minutes: number;
  }[];
}

/** One link of the chain from the promise as it was first made to the objective explained. */
export interface ExplainedTarget {
  readonly objectiveId: string;
  readonly severity: Objective['severity'];
  readonly targetLabel: string;
  readonly startedAt: Instant;
  readonly dueAt: Instant | null;
  readonly startEventId: string;
  /** What made it replace the one before; null for the first. */
  readonly rule: RetargetRule | null;
  readonly changedAt: Instant | null;
}

/** Why a deadline is what it is, as data. All durations are business milliseconds. */
export interface ObjectiveExplanation {
  readonly objectiveId: string;
  readonly kind: ObjectiveKind;
  readonly clause: {
    /** `pack@version`. */
    readonly policyVersion: string;
    readonly severity: Objective['severity'];
    readonly targetLabel: string;
    readonly targetMinutes: number;
    readonly calendar: string;
    readonly zone: string;
    readonly tzVersion: string;
    readonly rules: readonly string[];
  };
  readonly start: { readonly at: Instant; readonly eventId: string };
  /** From the start to the due instant, in order and without gaps; to the pause that lasts. */
  readonly segments: readonly ExplainedSegment[];
  readonly targetMs: number;
  /** The segments' counted time. `countedMs + remainingMs` is the target, to the millisecond. */
  readonly countedMs: number;
  readonly pausedMs: number;
  /** What a clock that stands still has left; 0 for one with a due instant. */
  readonly remainingMs: number;
  readonly pausedSince: Instant | null;
  readonly dueAt: Instant | null;
  readonly targets: readonly ExplainedTarget[];
  readonly state: Objective['state'];
  readonly verdict: Objective['verdict'];
  readonly fulfilledAt: Instant | null;
  readonly breachedAt: Instant | null;
}

/**
 * Explains an objective of a case by the pack version that judged it. Pure and offline: stored
 * events and a pack are all it takes. Throws `TypeError` where the pack is not the one the
 * objective was promised by.
 */
export function explainObjective(
  objective: Objective,
  { objectives }: Pick<CaseState, 'objectives'>,
  policy: CompiledPack,
): ObjectiveExplanation {
  const targetMs = targetMsOf(objective);
  const explained = explainedSegments(objective, policy);
  const countedMs = sumOf(explained, 'countedMs');
  const { objectiveId, kind, severity, targetLabel, targetMinutes } = objective;
  const { calendar, zone, tzVersion } = objective;
  const rules = objective.retargeted === null ? RULES[kind] : [...RULES[kind], 'default 7'];
  return {
    objectiveId,
    kind,
    clause: {
      ...{ policyVersion: policy.policyVersion, severity, targetLabel, targetMinutes },
      ...{ calendar, zone, tzVersion, rules },
    },
    start: { at: objective.startedAt, eventId: objective.startEventId },
    segments: explained,
    targetMs,
    countedMs,
    pausedMs: sumOf(explained, 'pausedMs'),
    remainingMs: objective.dueAt === null ? (objective.remainingMs ?? 0) : 0,
    pausedSince: openPauseOf(objective)?.from ?? null,
    dueAt: objective.dueAt,
    targets: chainOf(objective, objectives).toReversed().map(explainedTarget),
    state: objective.state,
    verdict: objective.verdict,
    fulfilledAt: objective.fulfilledAt,
    breachedAt: objective.breachedAt,
  };
}

/** To the due instant; to where it stopped, for a clock that stands still or ended so. */
function explainedSegments(
  objective: Objective,
  policy: CompiledPack,
): readonly ExplainedSegment[] {
  const { startedAt, dueAt, pauses } = objective;
  const stoppedAt = later(pauses.at(-1)?.from ?? startedAt, startedAt);
  const finished = pauses.flatMap(({ from, to, causedBy }): CausedPause[] =>
    to === null ? [] : [{ fromMs: toEpochMs(from), toMs: toEpochMs(to), cause: causedBy }],
  );
  const span = {
    startMs: toEpochMs(startedAt),
    endMs: toEpochMs(dueAt ?? stoppedAt),
    pauses: finished,
  };
  return segments(calendarOf(objective, policy), span).map(
    ({ fromMs, toMs, clockChanges, ...segment }) => ({
      ...segment,
      from: toInstant(fromMs),
      to: toInstant(toMs),
      clockChanges: clockChanges.map(({ atMs, ...change }) => ({ at: toInstant(atMs), ...change })),
    }),
  );
}

const sumOf = (explained: readonly ExplainedSegment[], part: 'countedMs' | 'pausedMs'): number =>
  explained.reduce((sum, segment) => sum + segment[part], 0);

const explainedTarget = (objective: Objective): ExplainedTarget => ({
  objectiveId: objective.objectiveId,
  severity: objective.severity,
  targetLabel: objective.targetLabel,
  startedAt: objective.startedAt,
  dueAt: objective.dueAt,
  startEventId: objective.startEventId,
  rule: objective.retargeted?.rule ?? null,
  changedAt: objective.retargeted?.changedAt ?? null,
});
