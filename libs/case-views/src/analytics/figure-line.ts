import type { CaseFact } from '../case-fact.ts';
import type { CaseFigures, DailyFigure, FigureLine, Whereabouts } from './figure-tables.ts';

export const DAY_MS = 86_400_000;

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Everything that is counted. A figure is made of one or more of them. */
export const figureMeasures = [
  'arrival',
  'return',
  'departure',
  'move',
  'agent-load',
  'first-response',
  'resolution',
  'time-in-status',
  'customer-wait',
  'hand-off',
  'ping-pong',
  'downgrade',
  'promise-met',
  'promise-breached',
  'promise-not-applicable',
  'breach-reason',
  'verdict-corrected',
] as const;
export type FigureMeasure = (typeof figureMeasures)[number];

/** What a line says that does not follow from its event and case. */
export interface Entry {
  readonly measure: FigureMeasure;
  /** Where it is counted. */
  readonly at: Whereabouts;
  readonly detail?: string;
  /** The instant whose day it counts for; when the event happened, where nothing is said. */
  readonly onMs?: number;
  /** When it was so on the timeline of what had happened; `onMs` where nothing is said. */
  readonly sinceMs?: number;
  readonly number?: number;
  readonly durationMs?: number;
  readonly span?: { readonly fromMs: number; readonly untilMs: number };
  readonly evidence?: readonly string[];
}

/** The lines of an event, in the order of its entries. */
export function figureLines(
  event: CaseFact,
  facts: CaseFigures,
  entries: readonly Entry[],
): readonly FigureLine[] {
  const occurredMs = Date.parse(event.metadata.occurredAt);
  const recordedMs = Date.parse(event.metadata.recordedAt);
  return entries.map((entry, ordinal) => {
    const { measure, at, detail = '', onMs = occurredMs, number = 1, durationMs = 0 } = entry;
    const { calendar, zone, policy_version } = entry.span === undefined ? uncounted : facts;
    return {
      measure,
      day: dayOf(onMs),
      detail,
      kind: at.kind,
      severity: at.severity ?? '',
      team: at.team ?? '',
      number,
      duration_ms: durationMs,
      position: event.position,
      ordinal,
      case_id: facts.case_id,
      organization_id: facts.organization_id,
      agent_id: at.agent_id ?? '',
      occurred_at: entry.sinceMs ?? onMs,
      recorded_at: recordedMs,
      from_at: entry.span?.fromMs ?? null,
      until_at: entry.span?.untilMs ?? null,
      calendar,
      zone,
      policy_version,
      evidence: entry.evidence === undefined ? '' : JSON.stringify(entry.evidence),
    };
  });
}

/** Only a span is measured in business time. */
const uncounted = { calendar: null, zone: null, policy_version: null };

/** What a line adds to its day. */
export const dailyFigure = (line: FigureLine): DailyFigure => ({
  measure: line.measure,
  day: line.day,
  detail: line.detail,
  kind: line.kind,
  severity: line.severity,
  team: line.team,
  number: line.number,
  duration_ms: line.duration_ms,
});

export const whereabouts = ({ kind, severity, team, agent_id }: Whereabouts): Whereabouts => ({
  kind,
  severity,
  team,
  agent_id,
});
