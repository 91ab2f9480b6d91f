import { calendarRef, type BusinessCalendar } from '@caseline/business-calendar';
import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import {
  ORGANIZATION_ZONE,
  targetFor,
  type CompiledPack,
  type Target,
} from '@caseline/support-policy';
import type { CaseContext } from '../case-command.ts';
import type { CaseState, Objective } from '../case-state.ts';
import type { ObjectiveKind } from '../events/index.ts';

const MINUTE_MS = 60_000;

/** What the promises of the provider are called; the fourth is the customer's own duty. */
export const PROVIDER_OBJECTIVES = [
  'first-response',
  'next-update',
  'resolution',
] as const satisfies readonly ObjectiveKind[];

/** What the arithmetic of a clock looks at. */
export type Judge = Pick<CaseContext, 'policy' | 'tzVersion'>;

/** A promise of the pack with the zone that its calendar is read in. */
export interface Terms extends Target {
  readonly zone: string;
}

/** What the pack promises the case as it stands; undefined is "no target" (W14). */
export function termsFor(
  objective: ObjectiveKind,
  { kind, severity, country, zone }: CaseState,
  { policy }: Judge,
): Terms | undefined {
  if (kind === null || country === null || zone === null) return undefined;
  const target = targetFor(policy, { objective, kind, severity, country, zone });
  if (target === undefined) return undefined;
  return { ...target, zone: zoneOf(target.calendar.id, zone, policy) };
}

/** A calendar's own zone; the organization's where the pack leaves it to that (default 11). */
function zoneOf(calendarId: string, organizationZone: string, { content }: CompiledPack): string {
  const own = content.calendars.find(({ id }) => id === calendarId)?.zone;
  return own === undefined || own === ORGANIZATION_ZONE ? organizationZone : own;
}

/** The target as an event keeps it: what the deadline is computed with. */
export const targetFields = ({ minutes, label, calendar, zone }: Terms, { tzVersion }: Judge) => ({
  targetMinutes: minutes,
  targetLabel: label,
  calendar: calendarRef(calendar),
  zone,
  tzVersion,
});

export const targetMsOf = ({ targetMinutes }: Pick<Objective, 'targetMinutes'>): number =>
  targetMinutes * MINUTE_MS;

/**
 * The calendar version that an objective was promised on, in the zone it was read in. Throws
 * `TypeError` when the pack has another version: a case is judged by one version of its pack.
 */
export function calendarOf(
  { calendar: reference, zone }: Pick<Objective, 'calendar' | 'zone'>,
  policy: CompiledPack,
): BusinessCalendar {
  const [id = ''] = reference.split('@');
  const calendar = policy.calendar(id, zone);
  if (calendarRef(calendar) === reference && zoneOf(id, zone, policy) === zone) return calendar;
  throw new TypeError(`${policy.policyVersion} has no calendar ${reference} in ${zone}`);
}

/** Whether the clock of a kind stands still while it is the customer's turn. */
export const pausesForCustomer = (kind: ObjectiveKind, { policy }: Judge): boolean =>
  // The customer's own duty would never fall due if its clock stood still in the customer's turn.
  kind !== 'customer-answer' && (policy.content.clocks[kind]?.pausesForCustomer ?? false);

/** What a deadline follows from; `pausedMs` is business time of finished pauses. */
export interface ClockReading {
  readonly calendar: BusinessCalendar;
  readonly startedAt: Instant;
  readonly targetMs: number;
  readonly pausedMs: number;
}

/** `add(start, target + pausedMs)`: the rule that every objective's deadline obeys (TIME.md). */
export const dueInstant = ({ calendar, startedAt, targetMs, pausedMs }: ClockReading): Instant =>
  toInstant(calendar.add(toEpochMs(startedAt), targetMs + pausedMs));

/** When the pack's part of the target is used up: whole milliseconds, never a verdict. */
export function warnInstant(reading: ClockReading, { policy }: Judge): Instant {
  const part = Math.floor((reading.targetMs * policy.content.warnAtPercent) / 100);
  return dueInstant({ ...reading, targetMs: part });
}

/** Business milliseconds between two instants; 0 when the end is not after the start. */
export const elapsedMs = (calendar: BusinessCalendar, from: Instant, to: Instant): number =>
  calendar.elapsed(toEpochMs(from), toEpochMs(to));

/** ISO instants of one form compare as text. */
export const later = (a: Instant, b: Instant): Instant => (a < b ? b : a);
export const earlier = (a: Instant, b: Instant): Instant => (b < a ? b : a);
