import type { Instant, Position } from '@caseline/event-sourcing';
import type { FigureQueries } from './analytics/figure-queries.ts';
import type { Timeline } from './queue/case-row.ts';

/** The most rows in one answer. */
export const MAX_PAGE = 200;

/** Part of an answer; `cursor` asks for what follows and is null at the end. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}

export interface PageRequest {
  /** 1 to `MAX_PAGE`. */
  readonly limit: number;
  /** The `cursor` of the page before; only good with the same filters. */
  readonly cursor?: string;
}

/** A past instant, as it was known then (`recorded`) or as it was (`occurred`). */
export interface AsOf {
  readonly instant: Instant;
  readonly timeline: Timeline;
}

/** Every given field must agree; `agentId: null` means nobody has it. */
export interface CaseFilter {
  readonly kind?: string;
  readonly severity?: string;
  readonly team?: string;
  readonly agentId?: string | null;
  readonly status?: string;
  readonly organizationId?: string;
  /** Open cases only: the index of the queue then serves a count. */
  readonly isOpen?: true;
}

/** An open promise in a queue item. */
export interface DueItem {
  readonly objectiveId: string;
  readonly kind: string;
  readonly state: 'running' | 'paused' | 'breached';
  readonly dueAt: Instant | null;
  readonly remainingMs: number | null;
}

/** A case in a list. */
export interface CaseItem {
  readonly caseId: string;
  readonly organizationId: string;
  readonly title: string;
  /** `id@version`. */
  readonly pack: string;
  readonly kind: string;
  readonly category: string | null;
  readonly severity: string | null;
  readonly status: string;
  readonly turn: string | null;
  readonly team: string | null;
  readonly agentId: string | null;
  readonly openedAt: Instant;
  readonly resolvedAt: Instant | null;
  readonly closesAt: Instant | null;
  /** The most urgent due instant of the provider; null when nothing is due. */
  readonly dueAt: Instant | null;
  /** False when the pack promised nothing: say "no target", not "met" (W14). */
  readonly hasTarget: boolean;
  readonly clocks: readonly DueItem[];
}

/** `at-risk`: running, and its warning instant has passed. `open`: running, paused or breached. */
export type ObjectiveStateFilter =
  | 'running'
  | 'paused'
  | 'at-risk'
  | 'breached'
  | 'met'
  | 'fulfilled-late'
  | 'dropped'
  | 'retargeted';

export interface SlaFilter extends Pick<
  CaseFilter,
  'kind' | 'severity' | 'team' | 'organizationId'
> {
  readonly state?: ObjectiveStateFilter;
  readonly objectiveKind?: string;
}

export interface ObjectiveItem {
  readonly caseId: string;
  readonly objectiveId: string;
  readonly kind: string;
  readonly severity: string | null;
  readonly state: string;
  readonly startedAt: Instant;
  readonly dueAt: Instant | null;
  readonly warnAt: Instant | null;
  readonly warnedAt: Instant | null;
  readonly remainingMs: number | null;
  readonly fulfilledAt: Instant | null;
  readonly breachedAt: Instant | null;
  readonly verdict: string | null;
  readonly targetMinutes: number;
  readonly targetLabel: string;
  readonly calendar: string;
  readonly zone: string;
  readonly tzVersion: string;
  readonly policyVersion: string | null;
  readonly pausedMs: number;
  readonly requestId: string | null;
  readonly replacesObjectiveId: string | null;
  readonly replacedByObjectiveId: string | null;
}

/** One fact of a case's history; `historySentence` turns it into prose. */
export interface HistoryItem {
  readonly caseId: string;
  readonly revision: number;
  readonly position: Position;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: { readonly id: string; readonly role: string };
  readonly commandId: string;
  readonly causationId: string;
  readonly policyVersion: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>> | null;
}

/** A case that the timekeeper must look at, and when. */
export interface DueCase {
  readonly caseId: string;
  readonly timerAt: Instant;
}

/** What the first response to a case is likely to take, from those of late. */
export interface WaitBasis {
  /** Open cases of the same kind and severity that nobody has answered yet. */
  readonly waiting: number;
  /** How long each of the latest answered cases had waited, newest first, in milliseconds. */
  readonly waitedMs: readonly number[];
}

/** How many cases stand in each status at an instant. */
export type CaseCounts = Readonly<Record<string, number>>;

/** How far a view is, and what waits in it. */
export interface ViewHealth {
  readonly view: string;
  readonly version: number;
  readonly generation: number;
  readonly role: 'live' | 'building';
  readonly position: Position;
  readonly quarantinedStreams: number;
}

/** A cursor that no page of these filters gave (HTTP 400). */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** Everything the views can be asked. Reads only; any number may run beside the projector. */
export interface CaseQueries extends FigureQueries {
  /** Open cases, most urgent first: earliest due, then severity, then age. */
  queuePage(filter: CaseFilter, page: PageRequest, asOf?: AsOf): Promise<Page<CaseItem>>;
  /** Cases of any status, newest first. */
  casesPage(filter: CaseFilter, page: PageRequest): Promise<Page<CaseItem>>;
  /** Promises by due instant, those without one last. `now` decides what is at risk. */
  slaPage(
    filter: SlaFilter,
    page: PageRequest,
    at: { readonly now: Instant; readonly asOf?: AsOf },
  ): Promise<Page<ObjectiveItem>>;
  caseSummary(caseId: string, asOf?: AsOf): Promise<CaseItem | null>;
  caseObjectives(caseId: string, asOf?: AsOf): Promise<readonly ObjectiveItem[]>;
  /** By revision. */
  caseHistory(caseId: string, page: PageRequest): Promise<Page<HistoryItem>>;
  /** For a wait estimate: who waits, and what the latest `sample` answered cases had waited. */
  waitBasis(filter: Pick<CaseFilter, 'kind' | 'severity'>, sample: number): Promise<WaitBasis>;
  countsByStatus(filter: CaseFilter, asOf?: AsOf): Promise<CaseCounts>;
  /** Cases with something to record at or before `until`, in that order. */
  dueCases(until: Instant, limit: number): Promise<readonly DueCase[]>;
  /** The next instant at which any case has something to record. */
  nextDueAt(): Promise<Instant | null>;
  /** The position that all live views have reached. */
  position(): Promise<Position>;
  /** True as soon as `position` is in the views; false when `timeoutMs` have passed before. */
  waitForPosition(position: Position, timeoutMs: number): Promise<boolean>;
  health(): Promise<readonly ViewHealth[]>;
  close(): Promise<void>;
}
