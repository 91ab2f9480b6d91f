/** A million cases of two years, as rows of the views: some open, all with the states they had. */
import {
  FOREVER,
  caseProjections,
  caseValidityTable,
  casesTable,
  pastCell,
  queueProjection,
} from '@caseline/case-views';
import type { CaseFacts, CaseRow, CaseValidityRow } from '@caseline/case-views';
import { START, derivedId } from '@caseline/event-sourcing';
import type { ViewStore } from '@caseline/event-sourcing';
import { seededRandom } from '../../support/seeded-random.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';

export const CASES = 1_000_000;
export const OPEN_EVERY = 10;
export const TEAMS = ['identity', 'exchange', 'sharepoint', 'billing', 'network'];
export const KINDS = ['technical', 'technical', 'billing', 'pre-sales', 'subscription'];
export const SEVERITIES = ['A', 'B', 'C'];
export const ORGANIZATIONS = 500;
export const AGENTS = 200;
export const SEED = 1_000_000;

const BATCH = 10_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const FIRST_MS = Date.UTC(2026, 0, 1);
/** Open states of a case before the one it is in. */
const PAST_STATES = 4;
/** Cases that are closed stayed open for half as many days on average: about 55,000 at once. */
const LONGEST_DAYS = 80;
const DUE_WITHIN_DAYS = 3;

/** One case was opened each minute. */
export const openedAtMs = (number: number): number => FIRST_MS + number * MINUTE_MS;

export const organization = (number: number): string => derivedId('organization', `${number}`);

/** Rows go in through the port of the view store, as a projector would write them. */
export async function fillQueue(
  viewStore: ViewStore,
  { withPast }: { readonly withPast: boolean },
): Promise<void> {
  for (const projection of caseProjections) await viewStore.openLive(projection);
  const target = await viewStore.openLive(queueProjection);
  if (target === null) throw new Error('the queue has another version');
  const random = seededRandom(SEED);
  let position = START;
  for (let from = 0; from < CASES; from += BATCH) {
    const puts = Array.from({ length: BATCH }, (_, index) => caseRow(from + index, random));
    const to = from + BATCH;
    const past = withPast ? puts.flatMap((row) => statesOf(row, random)) : [];
    const tables = [
      { table: casesTable, puts, removes: [] },
      { table: caseValidityTable, puts: past, removes: [] },
    ];
    const rest = { tables, quarantined: [], released: [] };
    await viewStore.write([
      { target, from: position, to: { position: to, eventId: `${to}` }, ...rest },
    ]);
    position = to;
  }
  await viewStore.close();
}

/** The open states before today's, one behind the other, and today's. */
function statesOf(row: CaseRow, random: SeededRandom): readonly CaseValidityRow[] {
  const { revision: _r, position: _p, last_event_at: _l, personal_title: _t, ...rest } = row;
  const { recorded_since: since, occurred_since: _o, ...facts } = rest;
  const cuts = Array.from({ length: PAST_STATES - 1 }, () =>
    Math.floor(row.opened_at + random.fraction() * (since - row.opened_at)),
  );
  const ends = [...cuts.sort((a, b) => a - b), since];
  const past = ends.map((to, index) => {
    const from = ends[index - 1] ?? row.opened_at;
    return stateOf(
      { ...facts, is_open: 1, due_order: dueAfter(from, random) },
      { from, to, index },
    );
  });
  return [...past, stateOf(facts, { from: since, to: FOREVER, index: PAST_STATES })];
}

function stateOf(
  facts: CaseFacts,
  { from, to, index }: { readonly from: number; readonly to: number; readonly index: number },
): CaseValidityRow {
  const cell = to === FOREVER ? null : pastCell(from, to);
  return {
    ...facts,
    recorded_from: from,
    recorded_to: to,
    occurred_from: from,
    occurred_to: to,
    since_revision: index,
    recorded_cell: cell,
    occurred_cell: cell,
  };
}

const dueAfter = (fromMs: number, random: SeededRandom): number =>
  fromMs + random.below(DUE_WITHIN_DAYS * DAY_MINUTES) * MINUTE_MS;

function caseRow(number: number, random: SeededRandom): CaseRow {
  const isOpen = number % OPEN_EVERY === 0;
  const openedAt = openedAtMs(number);
  const dueAt = dueAfter(openedAt, random);
  const severity = random.pick(SEVERITIES);
  const since = openedAt + (1 + random.below(LONGEST_DAYS * DAY_MINUTES)) * MINUTE_MS;
  const clock = {
    objectiveId: 'next-update-1',
    kind: 'next-update',
    state: 'running',
    dueAt,
    warnAt: dueAt - 60 * MINUTE_MS,
    isWarned: false,
    remainingMs: null,
  };
  return {
    case_id: derivedId('case', `${number}`),
    organization_id: organization(random.below(ORGANIZATIONS)),
    pack: 'china-21vianet@1',
    kind: random.pick(KINDS),
    category: 'configuration',
    severity,
    status: isOpen ? 'responded' : 'closed',
    turn: isOpen ? 'provider' : null,
    team: random.pick(TEAMS),
    agent_id: `agent-${random.below(AGENTS)}`,
    opened_at: openedAt,
    answered_at: openedAt + 30 * MINUTE_MS,
    resolved_at: isOpen ? null : since,
    closes_at: null,
    is_open: isOpen ? 1 : 0,
    due_order: isOpen ? dueAt : FOREVER,
    severity_order: SEVERITIES.indexOf(severity) + 1,
    has_target: 1,
    timer_at: isOpen ? dueAt : null,
    agreement_id: null,
    entitlement_ends_at: null,
    entitlement_flagged: 0,
    clocks: JSON.stringify(isOpen ? [clock] : []),
    revision: 12,
    position: number,
    last_event_at: since,
    recorded_since: since,
    occurred_since: since,
    personal_title: `Nobody in building ${number} can sign in`,
  };
}
