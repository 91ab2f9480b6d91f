import { caseCommands, nextDueAt, type CaseState } from '@caseline/case-domain';
import type { CaseEngine, GivenCommand } from '@caseline/case-engine';
import { toEpochMs, toInstant, type Actor, type Clock } from '@caseline/event-sourcing';
import type { Agenda } from './agenda.ts';
import type { Arrival } from './arrivals.ts';
import type { Act, CaseLife, Cast, Seen, Step } from './case-life.ts';
import { lead, staffFor } from './customers.ts';
import { attendedLife, ordinaryLife, unansweredLife } from './lives.ts';
import { openingOf } from './openings.ts';
import type { SeededRandom } from './seeded-random.ts';
import { endOfWait, tempoOf } from './tempo.ts';

const MINUTE_MS = 60_000;

const lives = {
  ordinary: ordinaryLife,
  unanswered: unansweredLife,
  attended: attendedLife,
} as const satisfies Record<Arrival['life'], (cast: Cast) => CaseLife>;

/** What the player plays with. */
export interface Scene {
  readonly engine: CaseEngine;
  readonly agenda: Agenda;
  readonly random: SeededRandom;
  readonly clock: Clock;
}

/** A case that is being played. */
interface Role {
  readonly caseId: string;
  readonly arrival: Arrival;
  readonly organizationId: string;
  readonly life: CaseLife;
  acts: number;
}

/** Opens cases, plays their lives through the engine and records what falls due of them. */
export class CasePlayer {
  readonly #scene: Scene;
  readonly #caseIds = new Map<number, string>();
  readonly #armedAt = new Map<string, number>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Opens a case as its customer and makes the first appointment of its life. */
  async open(arrival: Arrival, organizationId: string): Promise<void> {
    const { engine, random } = this.#scene;
    const { number, subject, customer } = arrival;
    const own = random.fork(`case ${number}`);
    const asking = this.#asking(number, 0, administratorOf(arrival, organizationId));
    const caseId = engine.newCaseId(asking);
    const payload = openingOf(arrival, organizationId, own);
    const state = await this.#give(caseId, { name: 'open', payload }, asking);
    this.#caseIds.set(number, caseId);
    const pack = await engine.policies.current(customer.pack);
    const life = lives[arrival.life]({
      random: own,
      subject,
      staff: staffFor[subject.kind],
      tempo: (now) => tempoOf(now, pack, own),
      hasAgreement: customer.agreementDays?.to === null,
    });
    const role: Role = { caseId, arrival, organizationId, life, acts: 0 };
    const first = life.next();
    if (first.done !== true) await this.#appoint(role, first.value, state);
  }

  async #appoint(role: Role, step: Step, state: CaseState): Promise<void> {
    const { agenda, clock, engine } = this.#scene;
    const pack = await engine.policies.current(role.arrival.customer.pack);
    const atMs = endOfWait(step.wait, clock.now(), { state, pack });
    agenda.add({ atMs, run: () => this.#take(role, step) });
  }

  async #take(role: Role, step: Step): Promise<void> {
    const state =
      step.act === undefined
        ? (await this.#scene.engine.case(role.caseId)).state
        : await this.#act(role, step.act);
    const next = role.life.next(await this.#seenBy(role, state));
    if (next.done !== true) await this.#appoint(role, next.value, state);
  }

  async #seenBy({ arrival }: Role, state: CaseState): Promise<Seen> {
    const twinId = arrival.twinOf === null ? undefined : this.#caseIds.get(arrival.twinOf);
    if (twinId === undefined) return { state, twin: null };
    const twin = await this.#scene.engine.case(twinId);
    return { state, twin: { caseId: twinId, state: twin.state } };
  }

  async #act(role: Role, { by, name, payload, minutesAgo }: Act): Promise<CaseState> {
    const { caseId, arrival, organizationId } = role;
    const { state } = await this.#scene.engine.case(caseId);
    role.acts += 1;
    const actors = {
      customer: administratorOf(arrival, organizationId),
      agent: { id: state.agentId ?? 'desk', role: 'agent' },
      lead: { id: lead.id, role: 'lead' },
    } as const satisfies Record<Act['by'], Actor>;
    const asking = this.#asking(arrival.number, role.acts, actors[by]);
    const parsed = caseCommands[name].schema.parse(payload) as GivenCommand['payload'];
    const given = { name, payload: parsed, ...this.#happened(state, minutesAgo) };
    return this.#give(caseId, given, asking);
  }

  #happened({ openedAt }: CaseState, minutesAgo: number | undefined) {
    if (minutesAgo === undefined || openedAt === null) return {};
    const happenedMs = this.#scene.clock.now() - minutesAgo * MINUTE_MS;
    return { occurredAt: toInstant(Math.max(happenedMs, toEpochMs(openedAt))) };
  }

  #asking(number: number, act: number, actor: Actor) {
    return { actor, idempotencyKey: `demo ${number} ${act}`, correlationId: `demo ${number}` };
  }

  /** A refusal means that the script is wrong: nobody in it asks for what may not be. */
  async #give(
    caseId: string,
    given: GivenCommand,
    asking: Parameters<CaseEngine['command']>[2],
  ): Promise<CaseState> {
    const { engine } = this.#scene;
    const outcome = await engine.command(caseId, given, asking);
    if (outcome.kind === 'rejected') {
      const { code, facts } = outcome.rejection;
      throw new TypeError(`the script may not ${given.name}: ${code} ${JSON.stringify(facts)}`);
    }
    return this.#arm(caseId);
  }

  /** Makes an appointment with the next fact of time of the case, as the timekeeper would. */
  async #arm(caseId: string): Promise<CaseState> {
    const { engine, agenda } = this.#scene;
    const { state } = await engine.case(caseId);
    const dueAt = nextDueAt(state);
    if (dueAt === null) {
      this.#armedAt.delete(caseId);
      return state;
    }
    const atMs = toEpochMs(dueAt);
    if (this.#armedAt.get(caseId) === atMs) return state;
    this.#armedAt.set(caseId, atMs);
    agenda.add({ atMs, run: () => this.#recordDue(caseId, atMs) });
    return state;
  }

  async #recordDue(caseId: string, atMs: number): Promise<void> {
    if (this.#armedAt.get(caseId) !== atMs) return;
    this.#armedAt.delete(caseId);
    await this.#scene.engine.recordDueFacts(caseId);
    await this.#arm(caseId);
  }
}

const administratorOf = ({ administrator }: Arrival, organizationId: string): Actor => ({
  id: administrator.mailbox,
  role: 'administrator',
  organizationId,
});
