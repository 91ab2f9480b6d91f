import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { ObjectiveKind, RetargetRule } from '../events/index.ts';
import type { ExplainedSegment, ExplainedTarget, ObjectiveExplanation } from './explanation.ts';
import { calendarOf } from './objective-terms.ts';

const MINUTE_MS = 60_000;
const MINUTES_PER_HOUR = 60;

const NAMES = {
  'first-response': 'The first response',
  'next-update': 'The next update',
  resolution: 'The resolution',
  'customer-answer': "The customer's answer",
} as const satisfies Record<ObjectiveKind, string>;

const CHANGES = {
  lowered: 'the severity was lowered',
  raised: 'the severity was raised',
  reclassified: 'the case was reclassified',
} as const satisfies Record<RetargetRule, string>;

/**
 * An explanation as a paragraph of English for a person: what was promised by which clause, from
 * when it was counted, what did not count and why, and what became of it. Times are of the
 * calendar's zone.
 */
export function explanationSentence(
  explanation: ObjectiveExplanation,
  policy: CompiledPack,
): string {
  const { clause, kind, start, targetMs, targets } = explanation;
  const time = clockOf(explanation, policy);
  const due =
    explanation.dueAt === null
      ? `${NAMES[kind]} has no due time while its clock stands still`
      : `${NAMES[kind]} is due at ${time(explanation.dueAt)}`;
  return [
    `${due}: ${clause.targetLabel} (${spoken(targetMs)} of business time)` +
      ` on calendar ${clause.calendar} in ${clause.zone}, promised by ${clause.policyVersion}` +
      `${clause.severity === null ? '' : ` for severity ${clause.severity}`},` +
      ` counted from ${time(start.at)} (event ${start.eventId}).`,
    ...counted(explanation),
    ...targets.slice(1).map((target) => changed(target, time)),
    outcome(explanation, time),
  ].join(' ');
}

type Clock = (instant: Instant) => string;

/** `2024-06-04 10:00`, seconds only where there are some. */
function clockOf({ clause }: ObjectiveExplanation, policy: CompiledPack): Clock {
  const { clock } = calendarOf(clause, policy);
  return (instant) => {
    const text = toInstant(clock.wallAt(toEpochMs(instant)))
      .replace('T', ' ')
      .replace('Z', '');
    return text.replace(/(?<=:\d\d):00\.000$/, '').replace(/\.000$/, '');
  };
}

/** `15 h`, `1 h 30 min`, `45 s`: exact down to the second, below that in milliseconds. */
function spoken(durationMs: number): string {
  if (durationMs % MINUTE_MS !== 0) return `${durationMs / 1000} s`;
  const minutes = durationMs / MINUTE_MS;
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  const rest = minutes % MINUTES_PER_HOUR;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** What counted, what was given back for pauses, and the days that did not count. */
function counted({ segments, countedMs, pausedMs, remainingMs }: ObjectiveExplanation): string[] {
  const open = segments.filter(({ kind }) => kind === 'open' || kind === 'extra-opening');
  const spans = `${open.length} ${open.length === 1 ? 'span' : 'spans'}`;
  const left = remainingMs === 0 ? '' : `, ${spoken(remainingMs)} are left`;
  const holidays = [...new Set(segments.flatMap(holidayOf))];
  return [
    `${spoken(countedMs)} count in ${spans} of opening hours${left}.`,
    ...(pausedMs === 0 ? [] : [`${spoken(pausedMs)} of waiting for the customer do not count.`]),
    ...(holidays.length === 0 ? [] : [`Closed on holidays: ${holidays.join(', ')}.`]),
  ];
}

const holidayOf = ({ cause }: ExplainedSegment): string[] =>
  cause.source === 'holiday' ? [cause.date] : [];

const changed = ({ rule, changedAt, targetLabel, startEventId }: ExplainedTarget, time: Clock) =>
  rule === null || changedAt === null
    ? `Then ${targetLabel}.`
    : `At ${time(changedAt)} ${CHANGES[rule]} (event ${startEventId}): ${targetLabel} from then.`;

function outcome(explanation: ObjectiveExplanation, time: Clock): string {
  const { state, verdict, fulfilledAt, breachedAt, pausedSince } = explanation;
  const at = fulfilledAt === null ? '' : ` at ${time(fulfilledAt)}`;
  if (verdict === 'met') return `It was met${at}.`;
  if (verdict === 'breached') {
    const broken = `It was breached${breachedAt === null ? '' : ` at ${time(breachedAt)}`}`;
    return fulfilledAt === null ? `${broken}.` : `${broken} and fulfilled late${at}.`;
  }
  if (state === 'retargeted') return 'It was replaced and is judged by the objective after it.';
  if (verdict === 'not-applicable') return 'It was dropped: neither met nor breached.';
  if (pausedSince !== null) return `It is paused since ${time(pausedSince)}.`;
  return 'It is running.';
}
