import type { CaseFact } from '../case-fact.ts';
import type { CaseFigures, DailyFigure, FigureLine, Whereabouts } from './figure-tables.ts';

export const DAY_MS = 86_400_000;

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Everything that is counted. A figure is made of one or more of them. */
export type FigureMeasure =
  | 'arrival'
  | 'return'
  | 'departure'
  | 'move'
  | 'agent-load'
  | 'first-response'
  | 'resolution'
  | 'time-in-status'
  | 'customer-wait'
  | 'hand-off'
  | 'ping-pong'
  | 'downgrade'
  | 'promise-met'
  | 'promise-breached'
  | 'promise-not-applicable'
  | 'breach-reason'
  | 'verdict-corrected';

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
  return entries.map((entry, ordinal) => ({
    ...countedOf(entry, entry.onMs ?? occurredMs),
    position: event.position,
    ordinal,
    case_id: facts.case_id,
    organization_id: facts.organization_id,
    agent_id: entry.at.agent_id ?? '',
    occurred_at: entry.sinceMs ?? entry.onMs ?? occurredMs,
    recorded_at: recordedMs,
    ...spanOf(entry, facts),
    evidence: entry.evidence === undefined ? '' : JSON.stringify(entry.evidence),
  }));
}

const countedOf = (
  { measure, at, detail = '', number = 1, durationMs = 0 }: Entry,
  onMs: number,
): DailyFigure => ({
  measure,
  day: dayOf(onMs),
  detail,
  kind: at.kind,
  severity: at.severity ?? '',
  team: at.team ?? '',
  number,
  duration_ms: durationMs,
});

const noSpan = { from_at: null, until_at: null, calendar: null, zone: null, policy_version: null };

/** Only a span is measured in business time. */
const spanOf = ({ span }: Entry, { calendar, zone, policy_version }: CaseFigures) =>
  span === undefined
    ? noSpan
    : { from_at: span.fromMs, until_at: span.untilMs, calendar, zone, policy_version };

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
