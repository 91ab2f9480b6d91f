import { BusinessHours } from './business-hours.ts';
import {
  businessHoursSchema,
  checkedCalendar,
  constantDayMinutes,
  faultOf,
  type BusinessHoursDefinition,
  type CalendarDefinition,
} from './calendar-schema.ts';
import { InvalidCalendar } from './errors.ts';

/** How many sets of opening hours stay laid out; the least recently compiled one goes first. */
const MAX_COMPILED = 256;

/** Opening hours with a name and a version: what a target counts on and an event cites. */
export interface BusinessCalendar extends BusinessHours {
  readonly id: string;
  readonly version: number;
  /** Minutes of "one business day": never 24 hours on an office calendar. */
  readonly businessDayMinutes: number;
}

class NamedBusinessHours extends BusinessHours implements BusinessCalendar {
  readonly id: string;
  readonly version: number;
  readonly businessDayMinutes: number;

  constructor(definition: CalendarDefinition, businessDayMinutes: number) {
    super(definition);
    this.id = definition.id;
    this.version = definition.version;
    this.businessDayMinutes = businessDayMinutes;
  }
}

const compiledCalendars = new Map<string, BusinessCalendar>();
const compiledHours = new Map<string, BusinessHours>();

/**
 * The calendar of a definition, checked again (throws `InvalidCalendar`). Equal definitions give
 * the same object: compiled calendars are kept by content, never by name alone.
 */
export const compileCalendar = (definition: CalendarDefinition): BusinessCalendar =>
  cached(compiledCalendars, definition, () => {
    const checked = checkedCalendar(definition);
    const minutes = checked.businessDayMinutes ?? constantDayMinutes(checked);
    if (minutes === undefined) throw new TypeError('a checked calendar has a business day');
    return new NamedBusinessHours(checked, minutes);
  });

/** The arithmetic of unnamed opening hours, checked; throws `InvalidCalendar`. Kept by content. */
export const compileBusinessHours = (definition: BusinessHoursDefinition): BusinessHours =>
  cached(compiledHours, definition, () => {
    const parsed = businessHoursSchema.safeParse(definition);
    if (!parsed.success) throw new InvalidCalendar(parsed.error.issues.map(faultOf));
    return new BusinessHours(parsed.data);
  });

/** What an event cites: `id@version`. */
export const calendarRef = ({ id, version }: Pick<BusinessCalendar, 'id' | 'version'>): string =>
  `${id}@${version}`;

function cached<Compiled>(
  compiled: Map<string, Compiled>,
  definition: unknown,
  compile: () => Compiled,
): Compiled {
  const key = JSON.stringify(definition);
  const known = compiled.get(key);
  const result = known ?? compile();
  // Set again at the end of the order, so that the first key is the least recently used.
  compiled.delete(key);
  compiled.set(key, result);
  if (compiled.size > MAX_COMPILED) {
    for (const oldest of compiled.keys()) {
      compiled.delete(oldest);
      break;
    }
  }
  return result;
}
