import { FOREVER, iso, isoOrNull, readClocks } from '@caseline/case-views';
import type {
  CaseFacts,
  CaseItem,
  DueItem,
  HistoryItem,
  HistoryRow,
  ObjectiveFacts,
  ObjectiveItem,
  ObjectiveRow,
  OpenClock,
} from '@caseline/case-views';

const dueItem = ({ objectiveId, kind, state, dueAt, remainingMs }: OpenClock): DueItem => ({
  objectiveId,
  kind,
  state,
  dueAt: isoOrNull(dueAt),
  remainingMs,
});

/** A case row as it is answered. */
export const caseItem = (row: CaseFacts & { readonly personal_title: string }): CaseItem => ({
  caseId: row.case_id,
  organizationId: row.organization_id,
  title: row.personal_title,
  pack: row.pack,
  kind: row.kind,
  category: row.category,
  severity: row.severity,
  status: row.status,
  turn: row.turn,
  team: row.team,
  agentId: row.agent_id,
  openedAt: iso(row.opened_at),
  resolvedAt: isoOrNull(row.resolved_at),
  closesAt: isoOrNull(row.closes_at),
  dueAt: row.due_order === FOREVER ? null : iso(row.due_order),
  hasTarget: row.has_target === 1,
  clocks: readClocks(row.clocks).map(dueItem),
});

/** What stays the same in a promise from its start on. */
export type ObjectiveTarget = Omit<ObjectiveRow, keyof ObjectiveFacts>;

export const objectiveItem = (row: ObjectiveFacts & ObjectiveTarget): ObjectiveItem => ({
  caseId: row.case_id,
  objectiveId: row.objective_id,
  kind: row.kind,
  severity: row.severity,
  state: row.state,
  startedAt: iso(row.started_at),
  dueAt: isoOrNull(row.due_at),
  warnAt: isoOrNull(row.warn_at),
  warnedAt: isoOrNull(row.warned_at),
  remainingMs: row.remaining_ms,
  fulfilledAt: isoOrNull(row.fulfilled_at),
  breachedAt: isoOrNull(row.breached_at),
  verdict: row.verdict,
  targetMinutes: row.target_minutes,
  targetLabel: row.target_label,
  calendar: row.calendar,
  zone: row.zone,
  tzVersion: row.tz_version,
  policyVersion: row.policy_version,
  pausedMs: row.paused_ms,
  requestId: row.request_id,
  replacesObjectiveId: row.replaces_objective_id,
  replacedByObjectiveId: row.replaced_by_objective_id,
});

/** JSON that the history projection wrote. */
const storedObject = (json: string) => JSON.parse(json) as Readonly<Record<string, unknown>>;

export const historyItem = (row: HistoryRow): HistoryItem => ({
  caseId: row.case_id,
  revision: row.revision,
  position: row.position,
  eventId: row.event_id,
  type: row.type,
  schemaVersion: row.schema_version,
  occurredAt: iso(row.occurred_at),
  recordedAt: iso(row.recorded_at),
  actor: { id: row.actor_id, role: row.actor_role },
  commandId: row.command_id,
  causationId: row.causation_id,
  policyVersion: row.policy_version,
  data: storedObject(row.data),
  personal: row.personal_data === null ? null : storedObject(row.personal_data),
});
