export * from './business-calendar.ts';
export { BusinessHours } from './business-hours.ts';
export { answerBusinessTimeLine, type BusinessTimeAnswer } from './business-time-line.ts';
export {
  businessHoursSchema,
  calendarSchema,
  parseCalendar,
  type BusinessHoursDefinition,
  type CalendarDefinition,
  type CalendarParsing,
} from './calendar-schema.ts';
export * from './errors.ts';
export { formatInstant, parseInstant } from './instants.ts';
export type { Pause } from './pauses.ts';
export * from './retarget.ts';
export * from './segments.ts';
export { tzVersion } from './tz-version.ts';
export type { ClockChange } from './zone-clock.ts';
