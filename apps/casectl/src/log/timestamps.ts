import { compileBusinessHours, parseInstant } from '@caseline/business-calendar';

/** How a log writes its instants. */
export interface TimeShape {
  readonly column: string;
  /** `iso`, or a pattern of YYYY, MM, DD, HH, mm, ss, SSS. */
  readonly format: string;
  /** Zone of instants without an offset. */
  readonly zone: string;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const DATE = String.raw`(\d{4})[-/](\d\d)[-/](\d\d)`;
const TIME = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?`;
const OFFSET = String.raw`(Z|[+-]\d\d:?\d\d)`;
const ISO_PARTS = new RegExp(`^${DATE}(?:[T ]${TIME})? ?${OFFSET}?$`);

const fields = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{1,9})',
} as const;
const FIELD = /YYYY|SSS|MM|DD|HH|mm|ss/g;

/** Whether a format is `iso` or a pattern with at least a whole date. */
export const isTimeFormat = (format: string): boolean =>
  format === 'iso' || ['YYYY', 'MM', 'DD'].every((field) => format.split(field).length === 2);

/** Reads the instants of a log: epoch milliseconds, undefined for what is none. */
export function instantReader(shape: TimeShape): (text: string) => number | undefined {
  const { clock } = compileBusinessHours({
    zone: shape.zone,
    weekly: WEEKDAYS.map((day) => [day, '00:00', '24:00'] as [number, string, string]),
    holidays: [],
    openings: [],
  });
  const inZone = (wallMs: number): number => clock.instantOf(wallMs);
  if (shape.format === 'iso') return (text) => isoInstant(text.trim(), inZone);
  const pattern = patternOf(shape.format);
  return (text) => {
    const groups = pattern.exec(text.trim())?.groups;
    if (groups === undefined) return undefined;
    const { year, month, day, hour, minute, second, fraction } = groups;
    const wallMs = wallMsOf([year, month, day, hour, minute, second], fraction);
    return wallMs === undefined ? undefined : inZone(wallMs);
  };
}

function isoInstant(text: string, inZone: (wallMs: number) => number): number | undefined {
  const exact = parseInstant(text);
  if (exact !== undefined) return exact;
  const parts = ISO_PARTS.exec(text);
  if (parts === null) return undefined;
  const wallMs = wallMsOf(parts.slice(1, 7), parts[7]);
  const offset = parts[8];
  if (wallMs === undefined) return undefined;
  return offset === undefined ? inZone(wallMs) : wallMs - offsetMsOf(offset);
}

function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const source = escaped.replace(FIELD, (field) => fields[field as keyof typeof fields]);
  return new RegExp(`^${source}$`);
}

/** The wall time written as if it were UTC; undefined for a day or an hour that there is not. */
function wallMsOf(
  parts: readonly (string | undefined)[],
  fraction: string | undefined,
): number | undefined {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  const ms = Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000);
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const read = new Date(wallMs);
  const isReal =
    read.getUTCMonth() === month - 1 &&
    read.getUTCDate() === day &&
    read.getUTCHours() === hour &&
    read.getUTCMinutes() === minute;
  return isReal ? wallMs : undefined;
}

function offsetMsOf(offset: string): number {
  if (offset === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(offset) ?? [];
  const totalMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -totalMs : totalMs;
}
