import type { CaseFacts, CaseRow, CaseValidityRow } from '@caseline/case-views';

/** What the columns of a case say, for whoever reads the tables. Instants are in milliseconds. */
const factNotes = {
  case_id: 'The case, as in the API.',
  organization_id: 'The customer that the case belongs to.',
  pack: 'The policy pack that judges the case, as `id@version`.',
  kind: '`technical`, `pre-sales`, `billing` or `subscription`.',
  category: 'The category within the kind; null until somebody has said.',
  severity: '`A`, `B` or `C`; null while unrated.',
  status: 'Where the case stands in the lifecycle.',
  turn: 'Whose turn it is, `provider` or `customer`; null when nobody has anything to do.',
  team: 'The team it is assigned to.',
  agent_id: 'The agent it is assigned to.',
  opened_at: 'When it was opened.',
  answered_at: 'When somebody of the provider first reached the customer.',
  resolved_at: 'When it was resolved; null while it is not.',
  closes_at: 'When it closes by itself.',
  is_open: '1 while the case wants work, so while it is in the queue.',
  due_order: "The earliest due instant of the provider's open promises; 253402300799999 for none.",
  severity_order: '1 for A, 2 for B, 3 for C, 4 for unrated.',
  has_target: '0 when nothing was ever promised, so that nothing can be met or missed.',
  timer_at: 'When the timekeeper has something to record; null when never.',
  agreement_id: 'The agreement that entitles to the severity held.',
  entitlement_ends_at: 'When that agreement ends.',
  entitlement_flagged: '1 when its end has been flagged.',
  clocks: 'JSON of the promises that are neither fulfilled nor dropped.',
} as const satisfies Record<keyof CaseFacts, string>;

export const validityNotes = {
  recorded_from: 'From when on this was what the engine knew (included).',
  recorded_to: 'Until when (excluded); 253402300799999 while it still is.',
  occurred_from: 'From when on it was so, also where that was recorded later (included).',
  occurred_to: 'Until when (excluded); 253402300799999 while it still is.',
  since_revision: 'The revision of the event that made it so.',
} as const;

export const caseNotes = {
  ...factNotes,
  revision: 'The revision of the last event of the case.',
  position: 'The position of that event in the log.',
  last_event_at: 'When that event was recorded.',
  recorded_since: 'Since when the engine has known it so.',
  occurred_since: 'Since when it has been so.',
  personal_title: 'The title. Personal data.',
} as const satisfies Record<keyof CaseRow, string>;

export const caseValidityNotes = {
  ...factNotes,
  ...validityNotes,
  recorded_cell: 'For finding past queues quickly; null for what was not open, or still is so.',
  occurred_cell: 'The same on the other timeline.',
} as const satisfies Record<keyof CaseValidityRow, string>;
