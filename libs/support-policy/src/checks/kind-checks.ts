import { calendarIdsOf } from '../calendar-choice.ts';
import { ratingsUpTo } from '../kind-ratings.ts';
import { repeated, type Located } from '../pack-fault.ts';
import type { PolicyPack } from '../schema/policy-pack.ts';
import { RATINGS } from '../severity.ts';
import { SUPPORT_KINDS } from '../vocabulary.ts';

type Sections<K extends keyof PolicyPack> = Pick<PolicyPack, K>;

/** A pack without kinds supports nothing. */
export const noKind = ({ kinds }: Sections<'kinds'>): Located[] =>
  Object.keys(kinds).length === 0 ? [{ path: ['kinds'], reason: 'no support kind' }] : [];

/** Aliases may neither repeat nor hide the name of a kind (G9). */
export function aliasFaults({ kinds }: Sections<'kinds'>): Located[] {
  const taken = new Set<string>(SUPPORT_KINDS);
  return Object.entries(kinds).flatMap(([kind, { aliases }]) =>
    aliases.flatMap((alias, index) => {
      if (taken.has(alias)) {
        const reason = `${alias} is already the name or alias of a kind`;
        return [{ path: ['kinds', kind, 'aliases', index], reason }];
      }
      taken.add(alias);
      return [];
    }),
  );
}

export const categoryFaults = ({ kinds }: Sections<'kinds'>): Located[] =>
  Object.entries(kinds).flatMap(([kind, { categories }]) =>
    repeated(
      categories.map(({ id }) => id),
      (index) => ['kinds', kind, 'categories', index, 'id'],
      'category',
    ),
  );

export const languageFaults = ({ kinds, locales }: Sections<'kinds' | 'locales'>): Located[] =>
  Object.entries(kinds).flatMap(([kind, { languages }]) =>
    languages.flatMap((language, index) =>
      locales.includes(language)
        ? []
        : [
            {
              path: ['kinds', kind, 'languages', index],
              reason: `${language} is not among the locales of the pack`,
            },
          ],
    ),
  );

/** The matrix has no holes and nothing too much: a calendar for each rating that is offered. */
export const calendarMatrixFaults = ({ kinds }: Sections<'kinds'>): Located[] =>
  Object.entries(kinds).flatMap(([kind, { highestSeverity, calendars }]) => {
    const offered = ratingsUpTo(highestSeverity);
    return RATINGS.flatMap((rating) => {
      const stated = calendars[rating] !== undefined;
      if (stated === offered.includes(rating)) return [];
      const reason = stated
        ? `${rating} is not offered: the highest severity of ${kind} is ${highestSeverity}`
        : `missing: ${kind} offers ${rating}`;
      return [{ path: ['kinds', kind, 'calendars', rating], reason }];
    });
  });

export const calendarIdFaults = ({ calendars }: Sections<'calendars'>): Located[] =>
  repeated(
    calendars.map(({ id }) => id),
    (index) => ['calendars', index, 'id'],
    'calendar',
  );

/** Every calendar that a kind or the phone directory names is there. */
export function calendarReferenceFaults(
  pack: Sections<'kinds' | 'calendars' | 'phoneDirectory'>,
): Located[] {
  const known = new Set(pack.calendars.map(({ id }) => id));
  const byKind = Object.entries(pack.kinds).flatMap(([kind, { calendars }]) =>
    Object.entries(calendars).flatMap(([rating, choice]) =>
      calendarIdsOf(choice).map(({ id, path }) => ({
        id,
        path: ['kinds', kind, 'calendars', rating, ...path],
      })),
    ),
  );
  const byPhone = (pack.phoneDirectory?.entries ?? []).flatMap(({ hours }, index) =>
    hours === undefined
      ? []
      : [{ id: hours.calendar, path: ['phoneDirectory', 'entries', index, 'hours', 'calendar'] }],
  );
  return [...byKind, ...byPhone].flatMap(({ id, path }) =>
    known.has(id) ? [] : [{ path, reason: `there is no calendar ${id}` }],
  );
}

/** A calendar that nothing names is a slip of the pen. */
export function unusedCalendarFaults(
  pack: Sections<'kinds' | 'calendars' | 'phoneDirectory'>,
): Located[] {
  const used = new Set([
    ...Object.values(pack.kinds).flatMap(({ calendars }) =>
      Object.values(calendars).flatMap((choice) => calendarIdsOf(choice).map(({ id }) => id)),
    ),
    ...(pack.phoneDirectory?.entries ?? []).map(({ hours }) => hours?.calendar),
  ]);
  return pack.calendars.flatMap(({ id }, index) =>
    used.has(id)
      ? []
      : [{ path: ['calendars', index, 'id'], reason: `calendar ${id} is never used` }],
  );
}
