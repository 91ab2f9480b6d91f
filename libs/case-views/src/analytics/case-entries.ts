import type { CaseFact } from '../case-fact.ts';
import { readMemory } from './case-memory.ts';
import { isOpen } from './case-figures.ts';
import { whereabouts } from './figure-line.ts';
import type { Entry } from './figure-line.ts';
import type { CaseFigures, Whereabouts } from './figure-tables.ts';
import { scoreDetail } from './score-detail.ts';
import { verdictEntries } from './verdict-entries.ts';
import { eventMs } from '../instants.ts';

/** What an event counts for, from the facts before it and after it. */
export function entriesOf(
  before: CaseFigures,
  after: CaseFigures,
  event: CaseFact,
): readonly Entry[] {
  const occurredMs = eventMs(event.metadata.occurredAt);
  return [
    ...(before.status === after.status ? [] : [timeInStatus(before, after)]),
    ...(before.waiting_since === null || after.waiting_since !== null
      ? []
      : [customerWait(before, occurredMs)]),
    ...backlogEntries(before, after, event),
    ...loadEntries(before, after),
    ...(event.type === 'CaseAssigned' ? handOffs(before, after) : []),
    ...(before.answered_at === after.answered_at ? [] : firstResponse(before, after)),
    ...(before.resolved_at === after.resolved_at ? [] : resolution(before, after, occurredMs)),
    ...(event.type === 'SeverityLowered' ? [downgrade(before, event.data)] : []),
    ...(event.type === 'SurveyAnswered' ? [surveyScore(before, event.data)] : []),
    ...verdictEntries(before, event),
  ];
}

const timeInStatus = (before: CaseFigures, after: CaseFigures): Entry => ({
  measure: 'time-in-status',
  at: before,
  detail: before.status,
  durationMs: after.status_since - before.status_since,
});

const customerWait = (before: CaseFigures, occurredMs: number): Entry => ({
  measure: 'customer-wait',
  at: before,
  durationMs: Math.max(0, occurredMs - (before.waiting_since ?? occurredMs)),
});

const isSamePlace = (one: Whereabouts, other: Whereabouts): boolean =>
  one.kind === other.kind && one.severity === other.severity && one.team === other.team;

/** An open case that becomes another's leaves the backlog there and enters it here. */
function backlogEntries(before: CaseFigures, after: CaseFigures, event: CaseFact): Entry[] {
  const isBack = event.type === 'CaseReopened' ? 'reopened' : 'merge-undone';
  if (!isOpen(before)) {
    return isOpen(after) ? [{ measure: 'return', at: after, detail: isBack }] : [];
  }
  if (!isOpen(after)) return [{ measure: 'departure', at: before, detail: after.status }];
  if (isSamePlace(before, after)) return [];
  return [
    { measure: 'move', at: before, number: -1 },
    { measure: 'move', at: after },
  ];
}

/** Open cases of agents, as they get them and give them back. */
function loadEntries(before: CaseFigures, after: CaseFigures): Entry[] {
  const had = isOpen(before) ? before.agent_id : null;
  const has = isOpen(after) ? after.agent_id : null;
  if (had === has && (had === null || isSamePlace(before, after))) return [];
  const measure = 'agent-load';
  return [
    ...(had === null ? [] : [{ measure, at: before, detail: had, number: -1 } as const]),
    ...(has === null ? [] : [{ measure, at: after, detail: has } as const]),
  ];
}

/** Counted where the case came from; back to somebody who has had it before is ping-pong too. */
function handOffs(before: CaseFigures, after: CaseFigures): Entry[] {
  const known = readMemory(before);
  return [
    ...handOff('team', known.teams, { before, owner: after.team }),
    ...handOff('agent', known.agents, { before, owner: after.agent_id }),
  ];
}

function handOff(
  detail: 'team' | 'agent',
  known: readonly string[],
  { before, owner }: { readonly before: CaseFigures; readonly owner: string | null },
): Entry[] {
  if (owner === null || known.length === 0 || known.at(-1) === owner) return [];
  const again: Entry[] = known.includes(owner)
    ? [{ measure: 'ping-pong', at: before, detail }]
    : [];
  return [{ measure: 'hand-off', at: before, detail }, ...again];
}

/** A call logged late that came before the answer that was counted takes its place. */
function firstResponse(before: CaseFigures, after: CaseFigures): Entry[] {
  const measure = 'first-response';
  const { answered } = readMemory(before);
  const span = (untilMs: number | null) => spanOf(before.opened_at, untilMs);
  const known = span(before.answered_at);
  const now = span(after.answered_at);
  return [
    ...(known === undefined ? [] : [takenBack({ measure, at: answered ?? before, ...known })]),
    ...(now === undefined ? [] : [{ measure, at: whereabouts(before), ...now } as const]),
  ];
}

/** A case that is reopened has not been resolved after all; the next resolution counts. */
function resolution(before: CaseFigures, after: CaseFigures, occurredMs: number): Entry[] {
  const measure = 'resolution';
  const { resolved } = readMemory(before);
  const known = spanOf(before.opened_at, before.resolved_at);
  const now = spanOf(before.opened_at, after.resolved_at);
  const entry = known && takenBack({ measure, at: resolved ?? before, ...known });
  return [
    ...(entry === undefined ? [] : [{ ...entry, sinceMs: occurredMs }]),
    ...(now === undefined ? [] : [{ measure, at: whereabouts(before), ...now } as const]),
  ];
}

const spanOf = (fromMs: number, untilMs: number | null) =>
  untilMs === null
    ? undefined
    : {
        onMs: untilMs,
        // A call may have come before the case was written down.
        durationMs: Math.max(0, untilMs - fromMs),
        span: { fromMs: Math.min(fromMs, untilMs), untilMs },
      };

const takenBack = (entry: Entry & { readonly durationMs: number }): Entry => ({
  ...entry,
  number: -1,
  durationMs: -entry.durationMs,
});

const surveyScore = (
  at: CaseFigures,
  { score, highestScore }: { readonly score: number; readonly highestScore: number },
): Entry => ({ measure: 'survey-score', at, detail: scoreDetail({ score, highestScore }) });

const downgrade = (
  at: CaseFigures,
  { reason, evidence }: { readonly reason: string; readonly evidence: readonly string[] },
): Entry => ({ measure: 'downgrade', at, detail: reason, evidence });
