import { caseDecider, type CaseContext, type OrganizationState } from '@caseline/case-domain';
import { eventIdsOf, isRejection, type Actor } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import { withDecided, type CasePart, type PlannedEvent } from './case-part.ts';
import type { OrderedEvent } from './ordered-events.ts';
import type { Refusal } from './outcome.ts';
import type { Payload } from './step-payload.ts';

/** A command on its way to a decision: which one, what it says, for which event of the log. */
interface GivenStep {
  readonly name: string;
  readonly payload: Payload;
  readonly commandId: string;
  readonly event: Pick<OrderedEvent, 'index' | 'at' | 'fingerprint'>;
  readonly actor: Actor;
  readonly organization: OrganizationState | null;
  readonly otherCase: CaseContext['otherCase'];
}

/** What every decision about a case is made with. */
interface Judged {
  readonly policy: CompiledPack;
  readonly tzVersion: string;
  readonly correlationId: string;
}

/** The parts of a case as the steps of an alternative have them so far, and what they add. */
export class CaseDraft {
  readonly #judged: Judged;
  readonly #planned: PlannedEvent[] = [];
  #parts: readonly CasePart[];

  constructor(parts: readonly CasePart[], judged: Judged) {
    this.#parts = parts;
    this.#judged = judged;
  }

  get parts(): readonly CasePart[] {
    return this.#parts;
  }

  get planned(): readonly PlannedEvent[] {
    return this.#planned;
  }

  /** The part that events go to. */
  get last(): CasePart {
    const last = this.#parts.at(-1);
    if (last === undefined) throw new TypeError('a case has at least one part');
    return last;
  }

  /** Gives a command to a part, which may be new; answers why it is refused, if it is. */
  give(part: CasePart, given: GivenStep): Refusal | undefined {
    const { policy, tzVersion, correlationId } = this.#judged;
    const { name, payload, commandId, event, actor, organization, otherCase } = given;
    const { lastOccurredAt } = part.state;
    // A case that went on here while its log grew cannot go back behind what it has recorded.
    const at = lastOccurredAt !== null && lastOccurredAt > event.at ? lastOccurredAt : event.at;
    const eventIdAt = eventIdsOf(commandId);
    const decided = caseDecider.decide({ name, payload, actor, at }, part.state, {
      ...{ caseId: part.caseId, policy, organization, tzVersion, otherCase, eventIdAt },
    });
    if (isRejection(decided)) return { code: decided.code, detail: decided.detail };
    const after = withDecided(part, decided, {
      ...{ commandId, eventIdAt, actor, at, correlationId },
      ...{ index: event.index, fingerprint: event.fingerprint },
      policyVersion: policy.policyVersion,
    });
    this.#planned.push(...after.planned);
    const others = this.#parts.filter((each) => each.part !== part.part);
    this.#parts = [...others, after.part].toSorted((a, b) => a.part - b.part);
    return undefined;
  }
}

/** A part as the rules of another case may know it. */
export function otherCaseOf({ caseId, state }: CasePart): CaseContext['otherCase'] {
  const { organizationId, lifecycle } = state;
  if (organizationId === null || lifecycle.status === 'new') return null;
  return { caseId, organizationId, status: lifecycle.status };
}
