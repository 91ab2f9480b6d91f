import type { BusinessCalendar } from '@caseline/business-calendar';
import { chosenCalendarId } from './calendar-choice.ts';
import type { CompiledPack } from './compiled-pack.ts';
import type { Amount } from './schema/words.ts';
import { ratingOf, type Severity } from './severity.ts';
import type { ClockStart, Objective, SupportKind } from './vocabulary.ts';

/** What decides which calendar counts. `severity` is null for an unrated case. */
export interface ServiceContext {
  readonly kind: SupportKind;
  readonly severity: Severity | null;
  /** IANA zone and country of the customer's organization (default 11). */
  readonly zone: string;
  readonly country: string;
}

/** A promise of the pack: so many minutes of business time on a calendar. */
export interface Target {
  readonly minutes: number;
  /** The words it is promised in: `1 business day`. */
  readonly label: string;
  readonly calendar: BusinessCalendar;
  readonly startsAt: ClockStart;
  /** Whether the clock stands still while it is the customer's turn. */
  readonly pauses: boolean;
}

/** The calendar of a kind and severity; undefined where the pack does not offer them. */
export function calendarFor(
  pack: CompiledPack,
  { kind, severity, zone, country }: ServiceContext,
): BusinessCalendar | undefined {
  const choice = pack.content.kinds[kind]?.calendars[ratingOf(severity)];
  return choice === undefined ? undefined : pack.calendar(chosenCalendarId(choice, country), zone);
}

/** The target of an objective; undefined is "no target": neither met nor breached (W14). */
export function targetFor(
  pack: CompiledPack,
  at: ServiceContext & { readonly objective: Objective },
): Target | undefined {
  const amount = pack.content.targets[at.kind]?.[ratingOf(at.severity)]?.[at.objective];
  const clock = pack.content.clocks[at.objective];
  if (amount === undefined || clock === undefined) return undefined;
  const calendar = calendarFor(pack, at);
  if (calendar === undefined) return undefined;
  return {
    minutes: minutesOn(calendar, amount),
    label: amount.label,
    calendar,
    startsAt: clock.startsAt,
    pauses: clock.pausesForCustomer,
  };
}

/** Minutes of an amount; a business day is one full open span of the calendar (default 2). */
export function minutesOn(
  calendar: Pick<BusinessCalendar, 'businessDayMinutes'>,
  { minutes, businessDays = 0 }: Amount,
): number {
  return minutes ?? businessDays * calendar.businessDayMinutes;
}
