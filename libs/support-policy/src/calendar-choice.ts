import type { CalendarChoice } from './schema/calendars.ts';
import type { Immutable } from './schema/policy-pack.ts';

/** The id of the calendar that applies in a country (default 11). */
export const chosenCalendarId = (choice: Immutable<CalendarChoice>, country: string): string =>
  typeof choice === 'string' ? choice : (choice.countries[country] ?? choice.otherwise);

/** Every calendar a choice can come to, with its place inside the choice. */
export const calendarIdsOf = (
  choice: Immutable<CalendarChoice>,
): readonly { readonly id: string; readonly path: readonly string[] }[] =>
  typeof choice === 'string'
    ? [{ id: choice, path: [] }]
    : [
        { id: choice.otherwise, path: ['otherwise'] },
        ...Object.entries(choice.countries).map(([country, id]) => ({
          id,
          path: ['countries', country],
        })),
      ];
