import type { CaseFact } from '../case-fact.ts';
import type { CaseFigures, DailyFigure, FigureLine, Whereabouts } from './figure-tables.ts';
import { eventMs } from '../instants.ts';

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
  | 'verdict-corrected'
  | 'survey-score';

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

/** What an entry adds to its day. */
export function dailyFigure(entry: Entry, { metadata }: CaseFact): DailyFigure {
  const { measure, at, detail = '', number = 1, durationMs = 0 } = entry;
  return {
    measure,
    day: dayOf(entry.onMs ?? eventMs(metadata.occurredAt)),
    detail,
    kind: at.kind,
    severity: at.severity ?? '',
    team: at.team ?? '',
    number,
    duration_ms: durationMs,
  };
}

const unmeasured = { calendar: null, zone: null, policy_version: null };

/** The line of an entry. Only a span is measured in business time, so only it has a calendar. */
export function figureLine(
  counted: DailyFigure,
  {
    event,
    facts,
    entry,
    ordinal,
  }: {
    readonly event: CaseFact;
    readonly facts: CaseFigures;
    readonly entry: Entry;
    readonly ordinal: number;
  },
): FigureLine {
  const { position, metadata } = event;
  const { onMs = eventMs(metadata.occurredAt), span } = entry;
  const measured = span === undefined ? unmeasured : facts;
  return {
    ...counted,
    position,
    ordinal,
    case_id: facts.case_id,
    organization_id: facts.organization_id,
    agent_id: entry.at.agent_id ?? '',
    occurred_at: entry.sinceMs ?? onMs,
    recorded_at: eventMs(metadata.recordedAt),
    from_at: span?.fromMs ?? null,
    until_at: span?.untilMs ?? null,
    calendar: measured.calendar,
    zone: measured.zone,
    policy_version: measured.policy_version,
    evidence: entry.evidence ? JSON.stringify(entry.evidence) : '',
  };
}

export const whereabouts = ({ kind, severity, team, agent_id }: Whereabouts): Whereabouts => ({
  kind,
  severity,
  team,
  agent_id,
});
