/**
 * Tests of a case that read as its specification: facts given, a command, facts or a refusal. The
 * core as it is, with shipped packs and no shell; ids and instants are counted, never drawn.
 */
import { expect } from '@jest/globals';
import {
  caseCommands,
  caseDecider,
  caseEvents,
  initialOrganizationState,
  type CaseCommand,
  type CaseCommandName,
  type CaseContext,
  type CaseEvent,
  type CaseState,
  type OrganizationState,
  type OtherCase,
  type RejectionCode,
} from '@caseline/case-domain';
import { derivedId, isRejection, type Actor, type Rejection } from '@caseline/event-sourcing';
import {
  parsePack,
  shippedPackText,
  type CompiledPack,
  type ShippedPackId,
} from '@caseline/support-policy';

/** A shipped pack, ready for use. */
export function shippedPack(id: ShippedPackId): CompiledPack {
  const { text, file } = shippedPackText(id);
  const parsing = parsePack(text, file);
  if (!parsing.ok) throw new Error(JSON.stringify(parsing.faults));
  return parsing.pack;
}

export const china = shippedPack('china-21vianet');
export const worldwide = shippedPack('worldwide');
export const germany = shippedPack('germany');

export const thisCase = derivedId('case', 'this');
export const anotherCase = derivedId('case', 'another');
export const contosoId = derivedId('organization', 'contoso');

/** A paying customer in Beijing with an agreement that entitles to severity A through 2026. */
export const contoso: OrganizationState = {
  ...initialOrganizationState,
  organizationId: contosoId,
  name: 'Contoso',
  packId: 'china-21vianet',
  domains: ['contoso.partner.onmschina.cn'],
  country: 'CN',
  zone: 'Asia/Shanghai',
  subscription: 'paid',
  agreements: [
    {
      agreementId: 'AOS-1',
      kind: 'advanced',
      validFrom: '2026-01-01T00:00:00.000Z',
      validTo: '2027-01-01T00:00:00.000Z',
      endedAt: null,
    },
  ],
};

export const administrator: Actor = {
  id: 'admin-1',
  role: 'administrator',
  organizationId: contosoId,
};
export const agent: Actor = { id: 'agent-1', role: 'agent' };
export const lead: Actor = { id: 'lead-1', role: 'lead' };
export const engine: Actor = { id: 'engine', role: 'engine' };

/** Monday, 2 March 2026, 10:00 in Beijing and so many minutes after: within all opening hours. */
export const minute = (minutes: number): string =>
  new Date(Date.UTC(2026, 2, 2, 2, 0) + Math.round(minutes * 60_000)).toISOString();

/** The id of the n-th event that was given. */
export const givenEventId = (index: number): string => derivedId('given', String(index));
/** The id of the n-th event that the command states. */
export const newEventId = (index: number): string => derivedId('new', String(index));

/** What a command is judged with where it is not what the others are judged with. */
export interface Circumstances {
  readonly actor?: Actor;
  /** Minutes after `minute(0)`; 10 minutes after the last given fact when left out. */
  readonly at?: number;
  readonly occurredAt?: number;
  readonly policy?: CompiledPack;
  readonly organization?: OrganizationState | null;
  readonly otherCase?: OtherCase | null;
}

/** The facts of a case, each so many minutes after `minute(0)`, in order. */
export type GivenFact = CaseEvent & { readonly minutes?: number };

/** A fact so many minutes after `minute(0)`. */
export const at = (minutes: number, event: CaseEvent): GivenFact => ({ ...event, minutes });

export class Given {
  readonly #state: CaseState;
  readonly #lastMinute: number;

  constructor(facts: readonly GivenFact[]) {
    let state = caseDecider.initialState;
    let last = 0;
    facts.forEach(({ minutes = last, type, data }, index) => {
      last = minutes;
      const instant = minute(minutes);
      const stamps = { id: givenEventId(index), occurredAt: instant, recordedAt: instant };
      state = caseDecider.evolve(state, { type, data, ...stamps });
    });
    this.#state = state;
    this.#lastMinute = last;
  }

  get state(): CaseState {
    return this.#state;
  }

  /** Gives a command whose payload has passed its schema. */
  when(name: CaseCommandName, payload: unknown = {}, given: Circumstances = {}): Outcome {
    const { schema } = caseCommands[name];
    const command: CaseCommand = {
      name,
      payload: schema.parse(payload),
      actor: given.actor ?? usualActor(name),
      at: minute(given.at ?? this.#lastMinute + 10),
      ...(given.occurredAt === undefined ? {} : { occurredAt: minute(given.occurredAt) }),
    };
    const context: CaseContext = {
      caseId: thisCase,
      policy: given.policy ?? china,
      organization: given.organization === undefined ? contoso : given.organization,
      tzVersion: '2026a',
      otherCase: given.otherCase ?? null,
      eventIdAt: newEventId,
    };
    return new Outcome(caseDecider.decide(command, this.#state, context));
  }
}

/** What a decision came to. */
export class Outcome {
  readonly #decided: readonly CaseEvent[] | Rejection;

  constructor(decided: readonly CaseEvent[] | Rejection) {
    this.#decided = decided;
    // What is decided must be fit to be stored, whatever else the test asks.
    if (isRejection(decided)) return;
    for (const { type, data } of decided) caseEvents[type].parseNew(data);
  }

  /** All events, those of the promises among them. */
  get events(): readonly CaseEvent[] {
    if (isRejection(this.#decided)) throw new Error(`refused: ${this.#decided.code}`);
    return this.#decided;
  }

  /** Whole events, in order; those that tell of promises have specifications of their own. */
  then(...expected: readonly CaseEvent[]): void {
    expect(this.events.filter(({ type }) => !type.startsWith('Sla'))).toEqual(expected);
  }

  /** A part of the one event that does not tell of a promise. */
  thenLike(type: CaseEvent['type'], data: Readonly<Record<string, unknown>>): void {
    const events = this.events.filter((event) => !event.type.startsWith('Sla'));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type, data });
  }

  thenRejected(code: RejectionCode, facts: Readonly<Record<string, unknown>> = {}): void {
    const decided = isRejection(this.#decided)
      ? { code: this.#decided.code, facts: this.#decided.facts }
      : this.#decided;
    expect(decided).toMatchObject({ code, facts });
  }

  /** Accepted, and nothing happened. */
  thenNothing(): void {
    expect(this.#decided).toEqual([]);
  }
}

export const given = (...facts: readonly GivenFact[]): Given => new Given(facts);

const usualActor = (name: CaseCommandName): Actor => {
  const roles: readonly string[] = caseCommands[name].roles;
  if (roles.includes('administrator')) return administrator;
  return roles.includes('agent') ? agent : engine;
};
