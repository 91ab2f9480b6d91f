import {
  caseAggregate,
  caseStreamId,
  findCaseCommand,
  nextDueFact,
  organizationToLoad,
  otherCaseToLoad,
  reject,
  type CaseCommand,
  type CaseContext,
  type CaseEvent,
  type CaseState,
  type OrganizationState,
} from '@caseline/case-domain';
import {
  CommandLoop,
  commandIdOf,
  derivedId,
  NO_STREAM,
  toInstant,
  type Actor,
  type Clock,
  type CommandOutcome,
  type CommandRequest,
  type EventStore,
  type LoadedStream,
  type RecordedEvent,
} from '@caseline/event-sourcing';
import { POLICY_STREAM_PREFIX, type CompiledPack } from '@caseline/support-policy';
import { followUp } from './linked-cases.ts';
import { OrganizationDesk } from './organization-desk.ts';
import type { GivenCommand } from './given-command.ts';
import { PolicyShelf } from './policy-shelf.ts';

/** What the engine is built on. */
export interface CaseEngineParts {
  readonly store: EventStore;
  readonly clock: Clock;
  /** The edition of the time zone rules, kept with every deadline. */
  readonly tzVersion: string;
  /** How many recent case states are kept in memory. */
  readonly recentCases: number;
  /** True where other processes append to the store too. */
  readonly hasOtherWriters?: boolean;
}

/** Who asks, and under which key: the same key again gives the same answer. */
export interface Asking {
  readonly actor: Actor;
  readonly idempotencyKey: string;
  readonly correlationId: string;
}

type CaseLoop = CommandLoop<CaseCommand, CaseEvent, CaseState, CaseContext>;
type CaseRequest = CommandRequest<CaseCommand, CaseState, CaseContext>;

/** Streams of what many cases rest on; where others write too, a process follows them. */
export const FOLLOWED_PREFIXES: readonly string[] = ['organization-', POLICY_STREAM_PREFIX];

/** Who the engine is in its own events. */
const engineActor: Actor = { id: 'caseline', role: 'engine' };

/**
 * The shell around the pure rules: loads what a rule may look at, runs the command through the
 * loop, and keeps two cases that name each other linked both ways.
 */
export class CaseEngine {
  readonly policies: PolicyShelf;
  readonly organizations: OrganizationDesk;
  readonly #cases: CaseLoop;
  readonly #parts: CaseEngineParts;

  constructor(parts: CaseEngineParts) {
    this.#parts = parts;
    this.policies = new PolicyShelf(parts);
    this.organizations = new OrganizationDesk(parts, this.policies);
    this.#cases = new CommandLoop(caseAggregate, {
      ...parts,
      recentStreams: parts.recentCases,
    });
  }

  /** Case loads answered from memory and from the store. */
  get loads(): { readonly cached: number; readonly read: number } {
    return this.#cases.loads;
  }

  /** The id that opening under this key gives: a retry finds the case it opened. */
  newCaseId({ actor, idempotencyKey }: Asking): string {
    return derivedId('case', actor.organizationId ?? '', actor.id, idempotencyKey);
  }

  /** A case as it is now; revision `NO_STREAM` when there is none. */
  case(caseId: string): Promise<LoadedStream<CaseState>> {
    return this.#cases.load(caseStreamId(caseId));
  }

  /** Gives a command to a case; `open` makes it. */
  async command(caseId: string, given: GivenCommand, asking: Asking): Promise<CommandOutcome> {
    const outcome = await this.#execute(caseId, given, asking);
    if (outcome.kind === 'accepted') await followUp(this.#commandOf(asking), caseId, given);
    return outcome;
  }

  /** Learns what other processes have published and agreed, from the streams it should follow. */
  learnFrom(events: readonly RecordedEvent[]): void {
    for (const { streamId, revision } of events) {
      this.organizations.changedElsewhere(streamId, revision);
    }
    this.policies.learnFrom(events);
  }

  /**
   * Records what of a case has fallen due by now: warnings, breaches, silence, automatic closing.
   * Answers the position of the last event, null when nothing was due. The command id derives from
   * the first due fact, so that it counts once however often it is noticed.
   */
  async recordDueFacts(caseId: string): Promise<number | null> {
    const { state, revision } = await this.#cases.loadNow(caseStreamId(caseId));
    if (revision === NO_STREAM) return null;
    const now = toInstant(this.#parts.clock.now());
    const looking = { caseId, state, eventIdAt: noEventIds };
    const command = { payload: {}, actor: engineActor };
    const due = nextDueFact(state, now, await this.#contextFor({ ...looking, command }));
    if (due === undefined) return null;
    const key = JSON.stringify([due.type, due.occurredAt ?? now, due.data]);
    const asking = { actor: engineActor, idempotencyKey: key, correlationId: caseId };
    const given = { name: 'record-due-facts', payload: {} };
    const outcome = await this.#execute(caseId, given, asking);
    if (outcome.kind === 'accepted') return outcome.events.length === 0 ? null : outcome.position;
    throw new Error(`recording due facts of ${caseId} was refused: ${outcome.rejection.code}`);
  }

  async #execute(caseId: string, given: GivenCommand, asking: Asking): Promise<CommandOutcome> {
    const streamId = caseStreamId(caseId);
    const { name, payload, occurredAt, expectedRevision } = given;
    const { actor, idempotencyKey, correlationId } = asking;
    if (findCaseCommand(name) === undefined) throw new TypeError(`no command is named ${name}`);
    const commandId = commandIdOf(streamId, idempotencyKey);
    const happened = occurredAt === undefined ? {} : { occurredAt };
    let organizationId: string | null = null;
    const request: CaseRequest = {
      streamId,
      commandId,
      fingerprint: { name, payload, ...happened },
      actor,
      correlationId,
      ...(name === 'open' ? {} : { whenNew: unknownCase }),
      ...happened,
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
      command: (at) => ({ name, payload, actor, at, ...happened }),
      context: (state, eventIdAt) => {
        organizationId = organizationToLoad({ payload, actor }, state);
        return this.#contextFor({ caseId, state, eventIdAt, command: { payload, actor } });
      },
      policyVersion: ({ policy }) => policy.policyVersion,
    };
    const outcome = await this.#cases.execute(request);
    if (outcome.kind === 'accepted' || !(await this.#knewTooLittle(organizationId))) return outcome;
    return this.#cases.execute(request);
  }

  /** True when a refusal may rest on an agreement that another process has changed by now. */
  async #knewTooLittle(organizationId: string | null): Promise<boolean> {
    if (organizationId === null || this.#parts.hasOtherWriters !== true) return false;
    return this.organizations.hasChanged(organizationId);
  }

  #commandOf(asking: Asking) {
    return (caseId: string, given: GivenCommand, key: string): Promise<CommandOutcome> =>
      this.#execute(caseId, given, {
        ...asking,
        actor: engineActor,
        idempotencyKey: `${asking.idempotencyKey} ${key}`,
      });
  }

  async #contextFor(of: {
    readonly caseId: string;
    readonly state: CaseState;
    readonly eventIdAt: (index: number) => string;
    readonly command: Pick<CaseCommand, 'payload' | 'actor'>;
  }): Promise<CaseContext> {
    const { caseId, state, eventIdAt, command } = of;
    const organization = await this.organizations.find(organizationToLoad(command, state));
    const other = otherCaseToLoad(command);
    return {
      caseId,
      organization,
      policy: await this.#policyOf(state, organization),
      tzVersion: this.#parts.tzVersion,
      otherCase: other === null ? null : await this.#otherCase(other),
      eventIdAt,
    };
  }

  /** The version that judges the case; a new case gets the newest of its organization's pack. */
  #policyOf(state: CaseState, organization: OrganizationState | null): Promise<CompiledPack> {
    if (state.pack !== null) return this.policies.version(state.pack);
    return this.policies.current(organization?.packId ?? DEFAULT_PACK);
  }

  async #otherCase(caseId: string): Promise<CaseContext['otherCase']> {
    const { state } = await this.#cases.loadNow(caseStreamId(caseId));
    const { organizationId, lifecycle } = state;
    if (organizationId === null || lifecycle.status === 'new') return null;
    return { caseId, organizationId, status: lifecycle.status };
  }
}

const unknownCase = reject('case-unknown');

/** Judges the opening of a case for an organization that nobody has registered: it is refused. */
const DEFAULT_PACK = 'worldwide';

/** For looking at what is due: nothing is written, so no event has an id. */
const noEventIds = (index: number): string => `event-${index}`;
