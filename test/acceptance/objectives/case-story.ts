import {
  caseDecider,
  caseCommands,
  initialCaseState,
  initialOrganizationState,
  isCaseCommandName,
  type Agreement,
  type CaseCommandName,
  type CaseContext,
  type CaseEvent,
  type CaseState,
  type Objective,
  type OrganizationState,
  type RejectionCode,
} from '@caseline/case-domain';
import { isRejection, type Instant } from '@caseline/event-sourcing';
import { parsePackData, shippedPack, CompiledPack } from '@caseline/support-policy';

export const CASE_ID = '11111111-1111-4111-8111-111111111111';
export const OTHER_CASE_ID = '22222222-2222-4222-8222-222222222222';
const ORGANIZATION_ID = '33333333-3333-4333-8333-333333333333';

const ADVANCED: Agreement = {
  agreementId: 'agreement-1',
  kind: 'advanced',
  validFrom: '2020-01-01T00:00:00.000Z',
  validTo: null,
  endedAt: null,
};

export const organizationWith = (agreements: readonly Agreement[]): OrganizationState => ({
  ...initialOrganizationState,
  organizationId: ORGANIZATION_ID,
  name: 'Contoso',
  packId: 'china-21vianet',
  country: 'CN',
  zone: 'Asia/Shanghai',
  subscription: 'paid',
  agreements,
});

export const china = shippedPack('china-21vianet');

/** The shipped pack, and a resolution promised in the same amounts as the first response. */
export const chinaWithResolution: CompiledPack = (() => {
  const content = structuredClone(china.content);
  const amounts = { A: 'A', B: 'B', C: 'C' } as const;
  const targets = Object.fromEntries(
    Object.entries(content.targets).map(([kind, ratings]) => [
      kind,
      Object.fromEntries(
        Object.entries(ratings).map(([rating, objectives]) => [
          amounts[rating as keyof typeof amounts],
          { ...objectives, resolution: objectives['first-response'] },
        ]),
      ),
    ]),
  );
  const resolution = { startsAt: 'opening', pausesForCustomer: true };
  const clocks = { ...content.clocks, resolution };
  const parsed = parsePackData({ ...content, clocks, targets });
  if (parsed instanceof CompiledPack) return parsed;
  throw new Error(JSON.stringify(parsed));
})();

const ASSESSMENTS = {
  A: { issueType: 'unusable', impact: 'widespread' },
  B: { issueType: 'impaired', impact: 'partial' },
  C: { issueType: 'minor', impact: 'minimal' },
} as const;

const actorOf = (name: CaseCommandName) => {
  const { roles } = caseCommands[name];
  const role = roles.includes('lead') ? 'lead' : (roles[0] ?? 'engine');
  return { id: 'somebody', role, organizationId: ORGANIZATION_ID };
};

/** A recorded event of a story, with the id and the instants it was given. */
export interface TestEvent {
  readonly id: string;
  readonly event: CaseEvent;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

/** ISO with milliseconds of the short forms that a test is written in. */
export const iso = (text: string): Instant => new Date(text).toISOString();

/** The instant of a command; both its instants where it is logged late. */
export type When = string | { readonly at: string; readonly happenedAt: string };

/** A case told command by command through the decider; ids count up, so that runs are equal. */
export class CaseStory {
  readonly policy: CompiledPack;
  readonly recorded: TestEvent[] = [];
  readonly organization: OrganizationState;
  state: CaseState = initialCaseState;

  constructor(policy: CompiledPack = china, organization = organizationWith([ADVANCED])) {
    this.policy = policy;
    this.organization = organization;
  }

  get context(): CaseContext {
    const first = this.recorded.length;
    return {
      caseId: CASE_ID,
      policy: this.policy,
      organization: this.organization,
      tzVersion: '2026b',
      otherCase: { caseId: OTHER_CASE_ID, organizationId: ORGANIZATION_ID, status: 'triaged' },
      eventIdAt: (index) => idOf(first + index),
    };
  }

  opened(at: string, severity: 'A' | 'B' | 'C', kind = 'technical'): this {
    return this.given(at, 'open', {
      ...{ kind, title: 'Sign-in', description: 'It fails.', contactMethod: 'email' },
      requester: { name: 'Li Na', email: 'li.na@contoso.example', phone: '+86 10 5555 0100' },
      contactConfirmed: { email: true, phone: true },
      ...{ reachableAroundTheClock: true, impactStatement: 'Nobody can work.' },
      assessment: ASSESSMENTS[severity],
    });
  }

  /** A command that must succeed. */
  given(when: When, name: CaseCommandName, payload: object = {}): this {
    const refused = this.tried(when, name, payload);
    if (refused === undefined) return this;
    throw new Error(`${name} at ${JSON.stringify(when)}: ${refused}`);
  }

  /** The code of the refusal, or undefined when the command was taken. */
  tried(when: When, name: CaseCommandName, payload: object = {}): RejectionCode | undefined {
    if (!isCaseCommandName(name)) throw new TypeError(name);
    const command = {
      name,
      payload: caseCommands[name].schema.parse(payload),
      actor: actorOf(name),
      ...(typeof when === 'string'
        ? { at: iso(when) }
        : { at: iso(when.at), occurredAt: iso(when.happenedAt) }),
    };
    const decided = caseDecider.decide(command, this.state, this.context);
    if (isRejection(decided)) return decided.code as RejectionCode;
    for (const event of decided) this.#record(event, command.at);
    return undefined;
  }

  objective(objectiveId: string): Objective {
    const found = this.state.objectives.find((objective) => objective.objectiveId === objectiveId);
    if (found === undefined) throw new Error(`no objective ${objectiveId}`);
    return found;
  }

  /** `type objective` of the events about promises, in order, from the n-th event on. */
  told(from = 0): string[] {
    return this.recorded.slice(from).flatMap(({ event, occurredAt }) => {
      const id = 'objectiveId' in event.data ? ` ${event.data.objectiveId}` : '';
      return event.type.startsWith('Sla') ? [`${event.type}${id} ${short(occurredAt)}`] : [];
    });
  }

  #record(event: CaseEvent, recordedAt: Instant): void {
    const occurredAt = event.occurredAt ?? recordedAt;
    const id = idOf(this.recorded.length);
    this.recorded.push({ id, event, occurredAt, recordedAt });
    const { type, data } = event;
    this.state = caseDecider.evolve(this.state, { type, data, id, occurredAt, recordedAt });
  }
}

const idOf = (count: number): string =>
  `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;

const short = (instant: Instant): string => instant.replace(':00.000Z', 'Z');
