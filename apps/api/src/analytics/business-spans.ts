import { Inject, Injectable } from '@nestjs/common';
import { calendarRef, type BusinessCalendar } from '@caseline/business-calendar';
import { CaseEngine } from '@caseline/case-engine';
import { percentiles, type FigureItem, type FigureSpan } from '@caseline/case-views';

/** Measures spans in calendar time and in the business time of the policies that judged them. */
@Injectable()
export class BusinessSpans {
  constructor(@Inject(CaseEngine) private readonly engine: CaseEngine) {}

  /** The percentiles of each group. */
  async measured(spans: readonly FigureSpan[]): Promise<readonly FigureItem[]> {
    const calendars = await this.#calendars(spans);
    const groups = new Map<string, FigureSpan[]>();
    for (const span of spans) {
      const key = JSON.stringify(span.group);
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [span]);
      else known.push(span);
    }
    return [...groups.keys()].sort().map((key) => {
      const group = groups.get(key) ?? [];
      const values = valuesOf(group, calendars);
      return { group: group[0]?.group ?? {}, values };
    });
  }

  /** Each calendar once: a policy may have to be read from the log. */
  async #calendars(spans: readonly FigureSpan[]): Promise<ReadonlyMap<string, BusinessCalendar>> {
    const calendars = new Map<string, BusinessCalendar>();
    for (const span of spans) {
      const { calendar, zone, policyVersion } = span;
      if (calendar === null || zone === null || policyVersion === null) continue;
      const key = keyOf(span);
      if (!calendars.has(key)) {
        calendars.set(key, await this.#calendar({ calendar, zone, policyVersion }));
      }
    }
    return calendars;
  }

  async #calendar(of: {
    readonly calendar: string;
    readonly zone: string;
    readonly policyVersion: string;
  }): Promise<BusinessCalendar> {
    const [id = '', version = ''] = of.policyVersion.split('@');
    const policy = await this.engine.policies.version({ id, version: Number(version) });
    const [calendarId = ''] = of.calendar.split('@');
    const calendar = policy.calendar(calendarId, of.zone);
    if (calendarRef(calendar) === of.calendar) return calendar;
    throw new TypeError(`${of.policyVersion} has no calendar ${of.calendar} in ${of.zone}`);
  }
}

const keyOf = ({ calendar, zone, policyVersion }: FigureSpan): string =>
  [policyVersion, calendar, zone].join(' ');

function valuesOf(
  spans: readonly FigureSpan[],
  calendars: ReadonlyMap<string, BusinessCalendar>,
): FigureItem['values'] {
  const business = spans.flatMap((span) => {
    const calendar = calendars.get(keyOf(span));
    return calendar === undefined ? [] : [calendar.elapsed(span.fromMs, span.untilMs)];
  });
  const inBusinessTime = Object.entries(percentiles(business)).map(([name, value]) => [
    `business${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    value,
  ]);
  return {
    number: spans.length,
    ...percentiles(spans.map(({ fromMs, untilMs }) => untilMs - fromMs)),
    businessNumber: business.length,
    ...(Object.fromEntries(inBusinessTime) as FigureItem['values']),
  };
}
