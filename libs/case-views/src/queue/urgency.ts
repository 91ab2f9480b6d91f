import { FOREVER } from '../instants.ts';
import type { CaseFacts, OpenClock } from './case-row.ts';
import { readClocks } from './open-clocks.ts';

const severityOrder: Readonly<Record<string, number>> = { A: 1, B: 2, C: 3 };
const UNRATED = 4;

const openStatuses: ReadonlySet<string> = new Set(['opened', 'triaged', 'responded']);

/** When a running clock wants the timekeeper: to warn, then one millisecond after it was due. */
function timerOf({ state, warnAt, isWarned, dueAt }: OpenClock): number {
  if (state !== 'running') return FOREVER;
  const breachAt = dueAt === null ? FOREVER : dueAt + 1;
  return isWarned ? breachAt : Math.min(warnAt ?? FOREVER, breachAt);
}

/** What the provider owes; the customer's own duty to answer does not make a case urgent. */
const owedAt = ({ kind, dueAt }: OpenClock): number =>
  kind === 'customer-answer' ? FOREVER : (dueAt ?? FOREVER);

type Derived = Pick<CaseFacts, 'is_open' | 'due_order' | 'severity_order' | 'timer_at'>;

/** The columns that follow from the others. */
export function derivedFacts(facts: CaseFacts): Derived {
  const clocks = readClocks(facts.clocks);
  const isOpen = openStatuses.has(facts.status);
  const reviewAt =
    isOpen && facts.severity === 'A' && facts.entitlement_flagged === 0
      ? (facts.entitlement_ends_at ?? FOREVER)
      : FOREVER;
  const closesAt = facts.status === 'resolved' ? (facts.closes_at ?? FOREVER) : FOREVER;
  const timerAt = Math.min(reviewAt, closesAt, ...clocks.map(timerOf));
  return {
    is_open: isOpen ? 1 : 0,
    due_order: Math.min(FOREVER, ...clocks.map(owedAt)),
    severity_order: severityOrder[facts.severity ?? ''] ?? UNRATED,
    timer_at: timerAt === FOREVER ? null : timerAt,
  };
}
