/** Cases over HTTP as tests tell them: a clock set to an instant, a command, what the API shows. */
import { expect } from '@jest/globals';
import { caseCommands, findCaseCommand } from '@caseline/case-domain';
import type { TokenRole } from '@caseline/api';
import { ApiWorld, type Answer } from './api-world.ts';

/** How often a view is asked before a test gives up; each time it waits for another event. */
const MAX_LOOKS = 40;

/** A customer with the token of one of its administrators. */
export interface Customer {
  readonly organizationId: string;
  readonly administrator: string;
}

/** An objective as the API shows it. */
export type ShownObjective = Readonly<Record<string, unknown>> & {
  readonly objectiveId: string;
  readonly state: string;
};

/** A case as the API shows it. */
export interface ShownCase {
  readonly caseId: string;
  readonly revision: number;
  readonly state: Readonly<Record<string, unknown>> & {
    readonly lifecycle: {
      readonly status: string;
      readonly severity: string;
      readonly turn: string;
    };
    readonly severity: string | null;
    readonly objectives: readonly ShownObjective[];
    readonly requests: readonly Readonly<Record<string, string | null>>[];
  };
  readonly dossier: Readonly<Record<string, unknown>> | null;
  readonly survey: Readonly<Record<string, string | number | null>> | null;
  readonly availableCommands: readonly string[];
}

/** A fact of a case's history. */
export type ShownFact = Readonly<Record<string, unknown>> & {
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: { readonly id: string; readonly role: string };
  readonly data: Readonly<Record<string, unknown>>;
  readonly personal: Readonly<Record<string, unknown>> | null;
};

/** The customers that most rules can be told with. */
const profiles = {
  china: {
    name: 'Contoso (Beijing)',
    domains: ['contoso.partner.onmschina.cn'],
    country: 'CN',
    zone: 'Asia/Shanghai',
  },
  worldwide: {
    name: 'Contoso (London)',
    domains: ['contoso.onmicrosoft.com'],
    country: 'GB',
    zone: 'Europe/London',
  },
  germany: {
    name: 'Contoso (Berlin)',
    domains: ['contoso.onmicrosoft.de'],
    country: 'DE',
    zone: 'Europe/Berlin',
  },
} as const;

/** Through 2026. */
export const agreement = {
  agreementId: 'AOS-1',
  kind: 'advanced',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
};

/** Assessed as A, B and C (V11, V12, V13). */
const assessments = {
  A: { issueType: 'unusable', impact: 'widespread' },
  B: { issueType: 'impaired', impact: 'partial' },
  C: { issueType: 'minor', impact: 'minimal' },
} as const;

/** A complete intake: all duties of severity A are fulfilled, none is asked for. */
export const intake = {
  ...caseCommands.open.example,
  organizationId: null,
  assessment: assessments.B,
  proposedSeverity: null,
};

/** A complete intake where a pack has neither severities nor categories. */
export const unratedIntake = { ...intake, category: null, assessment: null, language: null };

/** Gives commands to cases over HTTP. */
export class CaseDesk {
  readonly world: ApiWorld;

  private constructor(world: ApiWorld) {
    this.world = world;
  }

  static async start(...options: Parameters<typeof ApiWorld.start>): Promise<CaseDesk> {
    return new CaseDesk(await ApiWorld.start(...options));
  }

  /** Sets the clock. Cases of other tests go on as if they had waited. */
  at(instant: string): this {
    this.world.clock.ms = Date.parse(instant);
    return this;
  }

  as(role: TokenRole): string {
    return this.world.token([role]);
  }

  /** Registers a customer of a pack, with an agreement or without. */
  async customer(
    pack: keyof typeof profiles,
    more: Readonly<Record<string, unknown>> & { readonly agreement?: object | null } = {},
  ): Promise<Customer> {
    const { agreement: signed = null, ...changes } = more;
    const token = this.as('operator');
    const body = { ...profiles[pack], subscription: 'paid', packId: null, ...changes };
    const answer = await this.world.post('/v1/organizations', { token, body });
    expect(answer).toMatchObject({ status: 201 });
    const organizationId = String(answer.body['organizationId']);
    if (signed !== null) {
      const path = `/v1/organizations/${organizationId}/sign-agreement`;
      expect(await this.world.post(path, { token, body: signed })).toMatchObject({ status: 200 });
    }
    return { organizationId, administrator: this.administratorOf(organizationId) };
  }

  administratorOf(organizationId: string): string {
    return this.world.token(['administrator'], { organizationId });
  }

  /** Opens a case for a customer; `severity` says what it is to be assessed as. */
  async open(
    customer: Customer,
    more: Readonly<Record<string, unknown>> & { readonly severity?: 'A' | 'B' | 'C' } = {},
  ): Promise<HttpCase> {
    const { severity, ...changes } = more;
    const rated = severity === undefined ? {} : { assessment: assessments[severity] };
    const token = customer.administrator;
    const body = { ...intake, ...rated, ...changes };
    const answer = await this.world.post('/v1/cases', { token, body });
    expect(answer).toMatchObject({ status: 201 });
    return new HttpCase(this, customer, String(answer.body['caseId']));
  }

  /** What comes of an opening that may be refused. */
  tryToOpen(
    { administrator: token }: Pick<Customer, 'administrator'>,
    changes: Readonly<Record<string, unknown>> = {},
  ): Promise<Answer> {
    return this.world.post('/v1/cases', { token, body: { ...intake, ...changes } });
  }

  async end(): Promise<void> {
    await this.world.end();
  }
}

/** One case over HTTP. */
export class HttpCase {
  readonly desk: CaseDesk;
  readonly customer: Customer;
  readonly caseId: string;

  constructor(desk: CaseDesk, customer: Customer, caseId: string) {
    this.desk = desk;
    this.customer = customer;
    this.caseId = caseId;
  }

  /** Gives a command and answers whatever came of it; by whoever usually gives it. */
  send(name: string, payload: object = {}, token = this.#usual(name)): Promise<Answer> {
    return this.desk.world.post(`/v1/cases/${this.caseId}/${name}`, { token, body: payload });
  }

  /** Gives a command that must go through. */
  async give(name: string, payload: object = {}, token?: string): Promise<this> {
    const answer = await this.send(name, payload, token);
    expect({ name, ...answer }).toMatchObject({ name, status: 200 });
    return this;
  }

  /** Gives a command that must be refused so; nobody but the timekeeper records anything then. */
  async refused(name: string, payload: object, expected: Record<string, unknown>): Promise<void> {
    const before = await this.#factsOfPeople();
    const { token, ...problem } = expected;
    const answer = await this.send(name, payload, token === undefined ? undefined : String(token));
    expect(answer.body).toMatchObject(problem);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await this.#factsOfPeople()).toEqual(before);
  }

  async #factsOfPeople(): Promise<readonly string[]> {
    const facts = await this.history();
    return facts.filter(({ actor }) => actor.role !== 'engine').map(({ eventId }) => eventId);
  }

  /** The case, now or as of (`?asOf=…`). */
  async read(query = ''): Promise<ShownCase> {
    const token = this.desk.as('agent');
    const answer = await this.desk.world.get(`/v1/cases/${this.caseId}${query}`, { token });
    expect(answer.status).toBe(200);
    return answer.body as unknown as ShownCase;
  }

  async objective(objectiveId: string): Promise<ShownObjective | undefined> {
    const { state } = await this.read();
    return state.objectives.find((each) => each.objectiveId === objectiveId);
  }

  /** All facts of the case, once the views have seen all that is recorded. */
  async history(token = this.desk.as('auditor')): Promise<readonly ShownFact[]> {
    const position = await this.desk.world.server.store.head();
    const path = `/v1/cases/${this.caseId}/history?limit=200&minPosition=${position}`;
    const answer = await this.desk.world.get(path, { token });
    expect(answer.status).toBe(200);
    return answer.body['items'] as readonly ShownFact[];
  }

  /** The one fact of a type; fails where there are more or none. */
  async fact(type: string): Promise<ShownFact> {
    const facts = (await this.history()).filter((fact) => fact.type === type);
    expect(facts.map((fact) => fact.type)).toEqual([type]);
    const [only] = facts;
    if (only === undefined) throw new Error(type);
    return only;
  }

  /** Waits, event by event, until the timekeeper has brought about what the test expects. */
  async until(isSo: (shown: ShownCase) => boolean): Promise<ShownCase> {
    const { world } = this.desk;
    const token = this.desk.as('agent');
    for (let look = 0; look < MAX_LOOKS; look += 1) {
      const page = await world.get('/v1/queue?limit=1', { token });
      const shown = await this.read();
      if (isSo(shown)) return shown;
      const next = Number(page.body['position']) + 1;
      await world.get(`/v1/queue?limit=1&minPosition=${next}`, { token });
    }
    throw new Error(`not so after ${MAX_LOOKS} looks: ${JSON.stringify(await this.read())}`);
  }

  /** The timekeeper has broken the promise; answers the objective. */
  async breached(objectiveId: string): Promise<ShownObjective | undefined> {
    const isBreached = ({ state }: ShownCase): boolean =>
      state.objectives.some((one) => one.objectiveId === objectiveId && one.state === 'breached');
    await this.until(isBreached);
    return this.objective(objectiveId);
  }

  #usual(name: string): string {
    const roles = findCaseCommand(name)?.roles ?? [];
    return roles.includes('administrator') ? this.customer.administrator : this.desk.as('agent');
  }
}
