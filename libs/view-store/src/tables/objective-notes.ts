import type { ObjectiveFacts, ObjectiveRow, ObjectiveValidityRow } from '@caseline/case-views';
import { validityNotes } from './case-notes.ts';

const factNotes = {
  case_id: 'The case that the promise was made in.',
  objective_id: 'The promise, unique within its case: `first-response-1`.',
  kind: 'What was promised: `first-response`, `next-update` and so on.',
  severity: 'The severity of the case when the clock began.',
  state: '`running`, `paused`, `met`, `breached`, `fulfilled-late`, `dropped` or `retargeted`.',
  started_at: 'When the clock began.',
  due_at: 'When it is due; null while paused.',
  warn_at: 'When it warns; null while paused, and where nothing warns.',
  warned_at: 'When it has warned.',
  remaining_ms: 'Business time left, in milliseconds; only while paused.',
  fulfilled_at: 'When it was fulfilled.',
  breached_at: 'The due instant that was missed; stays when the promise is fulfilled late.',
  verdict: '`met`, `breached` or `not-applicable`; null until there is one.',
  is_open: '1 while something is still to be done.',
  due_order: '`due_at`, or 253402300799999 where that is null.',
} as const satisfies Record<keyof ObjectiveFacts, string>;

export const objectiveNotes = {
  ...factNotes,
  target_minutes: 'What was promised, in business minutes.',
  target_label: 'What was promised, in words.',
  calendar: 'The business calendar that counts, as `id@version`.',
  zone: 'The time zone of that calendar.',
  tz_version: 'The version of the time zone data that counted.',
  policy_version: 'The policy that set the target, as `pack@version`.',
  paused_ms: 'How long the clock has stood still, in milliseconds.',
  request_id: 'The request for information that the promise is about.',
  replaces_objective_id: 'The promise that this one took the place of.',
  replaced_by_objective_id: 'The promise that took the place of this one.',
  start_event_id: 'The event that began the clock.',
  last_event_id: 'The last event that changed the promise.',
} as const satisfies Record<keyof ObjectiveRow, string>;

export const objectiveValidityNotes = {
  ...factNotes,
  ...validityNotes,
} as const satisfies Record<keyof ObjectiveValidityRow, string>;
