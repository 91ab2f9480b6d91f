import { compileBusinessHours, type BusinessHours } from '@caseline/business-calendar';
import type { CaseState } from '@caseline/case-domain';
import {
  calendarFor,
  targetFor,
  type CompiledPack,
  type Objective,
} from '@caseline/support-policy';
import type { Tempo, Wait } from './case-life.ts';
import type { SeededRandom } from './seeded-random.ts';

const MINUTE_MS = 60_000;

/** Cases without a target are answered in about half a day, and told of news every other day. */
const untargeted = { response: 720, update: 960, answer: 1440 } as const;

/** Minutes of work that half of the cases need, by severity, and how far they spread. */
const effort = {
  A: { median: 480, spread: 0.7 },
  B: { median: 1_500, spread: 0.95 },
  C: { median: 2_600, spread: 0.9 },
  unrated: { median: 2_200, spread: 1.1 },
} as const;

/** What is promised for a case, and how much work it is. */
export function tempoOf(state: CaseState, pack: CompiledPack, random: SeededRandom): Tempo {
  const minutesFor = (objective: Objective): number | undefined =>
    targetFor(pack, { ...serviceOf(state), objective })?.minutes;
  const { median, spread } = effort[state.severity ?? 'unrated'];
  return {
    responseMinutes: minutesFor('first-response') ?? untargeted.response,
    updateMinutes: minutesFor('next-update') ?? untargeted.update,
    answerMinutes: minutesFor('customer-answer') ?? untargeted.answer,
    effortMinutes: random.logNormal(median, spread),
  };
}

/** The instant at which a wait that begins now is over. */
export function endOfWait(
  { on, minutes }: Wait,
  nowMs: number,
  of: { readonly state: CaseState; readonly pack: CompiledPack },
): number {
  const durationMs = Math.max(Math.round(minutes * MINUTE_MS), 0);
  switch (on) {
    case 'elapsed':
      return nowMs + durationMs;
    case 'service': {
      const calendar = calendarFor(of.pack, serviceOf(of.state));
      return calendar === undefined ? nowMs + durationMs : calendar.add(nowMs, durationMs);
    }
    case 'customer':
      return officeHours(serviceOf(of.state).zone).add(nowMs, durationMs);
  }
}

/** When the administrators of a customer sit at their desks. */
const officeHours = (zone: string): BusinessHours =>
  compileBusinessHours({
    zone,
    weekly: [1, 2, 3, 4, 5].map((weekday) => [weekday, '08:30', '18:30']),
    holidays: [],
    openings: [],
  });

function serviceOf({ kind, severity, zone, country }: CaseState) {
  if (kind === null || zone === null || country === null) {
    throw new TypeError('a case that was opened has a kind and a zone');
  }
  return { kind, severity, zone, country };
}
