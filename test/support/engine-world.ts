import { tzVersion } from '@caseline/business-calendar';
import { caseCommands } from '@caseline/case-domain';
import { CaseEngine, type Asking } from '@caseline/case-engine';
import type { EventStore } from '@caseline/event-sourcing';
import { IN_MEMORY, openEmbeddedEventStore } from '@caseline/event-store-embedded';
import { shippedPack, SHIPPED_PACK_IDS } from '@caseline/support-policy';

/** A clock that stands still until a test moves it. */
export class TestClock {
  ms: number;

  constructor(instant: string) {
    this.ms = Date.parse(instant);
  }

  now(): number {
    return this.ms;
  }

  /** Moves on by whole minutes. */
  pass(minutes: number): void {
    this.ms += minutes * 60_000;
  }
}

let keys = 0;

/** Somebody asking under a key of their own, or under a given one. */
export function asking(role: string, more: Partial<Asking> & { organizationId?: string } = {}) {
  const { organizationId, ...rest } = more;
  keys += 1;
  return {
    actor: {
      id: `${role}@test`,
      role,
      ...(organizationId === undefined ? {} : { organizationId }),
    },
    idempotencyKey: `key-${keys}`,
    correlationId: 'test',
    ...rest,
  };
}

/** An engine on a store with the shipped packs and one customer with an advanced agreement. */
export async function engineWorld(wrap: (store: EventStore) => EventStore = (store) => store) {
  const clock = new TestClock('2026-03-02T02:00:00.000Z');
  const embedded = await openEmbeddedEventStore({ folder: IN_MEMORY, clock });
  const store = wrap(embedded);
  const engine = new CaseEngine({ store, clock, tzVersion: tzVersion(), recentCases: 100 });
  for (const id of SHIPPED_PACK_IDS) {
    await engine.policies.publish(shippedPack(id), asking('engine'));
  }
  const organizationId = engine.organizations.newOrganizationId(asking('operator'));
  const give = (name: string, payload: Record<string, unknown>) =>
    engine.organizations.command(organizationId, { name, payload }, asking('operator'));
  await give('register', {
    name: 'Contoso (Beijing)',
    domains: ['contoso.partner.onmschina.cn'],
    country: 'CN',
    zone: 'Asia/Shanghai',
    subscription: 'paid',
    packId: null,
  });
  await give('sign-agreement', {
    agreementId: 'AOS-1',
    kind: 'advanced',
    validFrom: '2026-01-01T00:00:00.000Z',
    validTo: null,
  });
  return { clock, store, embedded, engine, organizationId };
}

/** What an administrator says to open a technical case that is provisionally severity B. */
export const openingOf = (
  organizationId: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> => ({
  ...caseCommands.open.schema.parse({
    ...caseCommands.open.example,
    organizationId,
    assessment: { issueType: 'impaired', impact: 'partial' },
    proposedSeverity: null,
    ...more,
  }),
});
