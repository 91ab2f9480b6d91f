import { tzVersion } from '@caseline/business-calendar';
import { CaseEngine } from '@caseline/case-engine';
import { derivedId, toInstant, type Clock, type EventStore } from '@caseline/event-sourcing';
import { publishPacks } from '../composition/publish-packs.ts';
import { Agenda } from './agenda.ts';
import { planArrivals, type MonthSpan } from './arrivals.ts';
import { CasePlayer } from './case-player.ts';
import { customers, type Customer } from './customers.ts';
import { SeededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;
/** Recent cases kept in memory: all of the month. */
const RECENT_CASES = 10_000;

/** A clock that somebody turns. */
export class DrivenClock implements Clock {
  #nowMs: number;

  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** Turns the hands; never back. */
  turnTo(atMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, atMs);
  }
}

/** What the month is made from. The same plan gives the same events. */
export interface MonthPlan extends MonthSpan {
  readonly seed: number;
  readonly cases: number;
}

/**
 * Plays a month of a support desk through the real engine: the clock walks from one thing that
 * happens to the next, and what falls due between is recorded in its place, as the timekeeper does.
 */
export async function playMonth(
  plan: MonthPlan,
  at: { readonly store: EventStore; readonly clock: DrivenClock },
): Promise<void> {
  const parts = { ...at, tzVersion: tzVersion(), recentCases: RECENT_CASES };
  const engine = new CaseEngine(parts);
  await publishPacks(engine, undefined);
  for (const customer of customers) await register(engine, customer, plan.startMs);

  const random = new SeededRandom(plan.seed);
  const agenda = new Agenda();
  const player = new CasePlayer({ engine, agenda, random, clock: at.clock });
  for (const arrival of planArrivals(random.fork('arrivals'), plan, plan.cases)) {
    agenda.add({
      atMs: arrival.atMs,
      run: () => player.open(arrival, organizationIdOf(arrival.customer)),
    });
  }
  for (;;) {
    const next = agenda.takeBefore(plan.endMs);
    if (next === undefined) break;
    at.clock.turnTo(next.atMs);
    await next.run();
  }
  at.clock.turnTo(plan.endMs);
}

/** The first customer is the one that a development server's administrator belongs to. */
const organizationIdOf = (customer: Customer): string =>
  customer === customers[0]
    ? derivedId('organization', 'development')
    : derivedId('organization', 'demonstration', customer.domain);

async function register(engine: CaseEngine, customer: Customer, startMs: number): Promise<void> {
  const { name, domain, country, zone, subscription, agreementDays } = customer;
  const organizationId = organizationIdOf(customer);
  const give = async (command: string, payload: Readonly<Record<string, unknown>>) => {
    const asking = { actor: OPERATOR, idempotencyKey: `demo ${command}`, correlationId: 'demo' };
    const given = { name: command, payload };
    const outcome = await engine.organizations.command(organizationId, given, asking);
    if (outcome.kind === 'rejected') throw new TypeError(`${name}: ${outcome.rejection.code}`);
  };
  await give('register', { name, domains: [domain], country, zone, subscription, packId: null });
  if (agreementDays === null) return;
  const dayFromStart = (days: number): string => toInstant(startMs + days * DAY_MS);
  const { from, to } = agreementDays;
  await give('sign-agreement', {
    agreementId: `AOS-${domain.split('.')[0]}`,
    kind: 'advanced',
    validFrom: dayFromStart(from),
    validTo: to === null ? null : dayFromStart(to),
  });
}

const OPERATOR = { id: 'olga.operator', role: 'operator' } as const;
