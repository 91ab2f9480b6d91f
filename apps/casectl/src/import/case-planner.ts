import { nextDueAt, type OrganizationState } from '@caseline/case-domain';
import { commandIdOf, type Actor, type Instant } from '@caseline/event-sourcing';
import type { CompiledPack } from '@caseline/support-policy';
import type { Alternative, EventRule, EventStep } from '../mapping/event-rules.ts';
import type { Columns, Template } from '../mapping/template.ts';
import { CaseDraft, otherCaseOf } from './case-draft.ts';
import { emptyPart, type CasePart, type PlannedEvent } from './case-part.ts';
import { importScopeOf, MAX_STEPS, stepCommandId } from './imported-ids.ts';
import type { OrderedEvent } from './ordered-events.ts';
import type { EventOutcome, Refusal } from './outcome.ts';
import {
  CHANGES_NOTHING,
  NO_ALTERNATIVE,
  NO_ORGANIZATION,
  NO_RULE,
  NOT_ENDED,
} from './refusals.ts';
import { isRefusal, payloadOf, type Payload } from './step-payload.ts';

/** What a case of the log is judged with. */
export interface PlanSettings {
  readonly system: string;
  readonly rules: readonly EventRule[];
  readonly actors: { readonly provider: Template; readonly customer: Template };
  readonly policy: CompiledPack;
  readonly tzVersion: string;
  /** The organization of an event; undefined where the mapping has none for it. */
  organizationOf(columns: Columns): OrganizationState | undefined;
  organizationById(id: string): OrganizationState | undefined;
}

const ENGINE: Actor = { id: 'caseline', role: 'engine' };
const ENDED: readonly string[] = ['closed', 'declined', 'withdrawn', 'merged'];
/** The link to a follow-up is the last command of its event. */
const LINK_STEP = MAX_STEPS - 1;

/**
 * Decides a case of the log in memory, event by event, at the instants at which it happened. Pure:
 * the same events from the same parts give the same plan.
 */
export class CasePlanner {
  readonly #settings: PlanSettings;
  readonly #reference: string;
  readonly #scope: string;
  #parts: readonly CasePart[];
  readonly #planned: PlannedEvent[] = [];

  constructor(settings: PlanSettings, reference: string, parts: readonly CasePart[] = []) {
    this.#settings = settings;
    this.#reference = reference;
    this.#scope = importScopeOf(settings.system, reference);
    this.#parts = parts.length > 0 ? parts : [this.#emptyPart(1)];
  }

  get parts(): readonly CasePart[] {
    return this.#parts;
  }

  get planned(): readonly PlannedEvent[] {
    return this.#planned;
  }

  /** Applies the next event of the log, or says why not. */
  apply(event: OrderedEvent): EventOutcome {
    const columns = new Map(event.event.columns).set('case', this.#reference);
    const rule = this.#settings.rules.find((each) => each.matches(columns));
    if (rule === undefined) return this.#refused(null, NO_RULE);
    if (rule.ignored !== null) return { kind: 'ignored', rule: rule.name, reason: rule.ignored };
    this.#recordDueFacts(event);
    let first: Refusal | undefined;
    for (const alternative of rule.alternatives) {
      if (!alternative.fits(this.#current().state.lifecycle)) continue;
      const refusal = this.#attempt(alternative, event, columns);
      if (refusal === undefined) {
        return { kind: 'applied', rule: rule.name, isNew: true, as: alternative.name };
      }
      first ??= refusal;
    }
    return this.#refused(rule.name, first ?? NO_ALTERNATIVE);
  }

  /** Records what has fallen due in the parts that were planned for, up to the import's own now. */
  finish(now: Instant): void {
    const last = this.#planned.at(-1);
    if (last === undefined) return;
    const touched = new Set(this.#planned.map(({ part }) => part));
    for (const { part } of this.#parts.filter((each) => touched.has(each.part))) {
      this.#recordDue(part, { at: now, index: last.index, key: `${last.index}/after/${part}` });
    }
  }

  /** What an opening says beside the mapping: whose case, from where, and after which. */
  #opening(
    { name, isFollowUp }: EventStep,
    of: {
      readonly part: CasePart;
      readonly before: CasePart;
      readonly organization: OrganizationState;
    },
  ): Payload {
    if (name !== 'open') return {};
    const { part, before, organization } = of;
    const reference = part.part === 1 ? this.#reference : `${this.#reference}/${part.part}`;
    return {
      organizationId: organization.organizationId,
      source: { system: this.#settings.system, reference },
      ...(isFollowUp ? { followsCaseId: before.caseId } : {}),
    };
  }

  #current(): CasePart {
    return this.#draft().last;
  }

  #draft(): CaseDraft {
    const { policy, tzVersion } = this.#settings;
    return new CaseDraft(this.#parts, { policy, tzVersion, correlationId: this.#scope });
  }

  #emptyPart(part: number): CasePart {
    return emptyPart({ system: this.#settings.system, reference: this.#reference, part });
  }

  #refused(rule: string | null, refusal: Refusal): EventOutcome {
    return { kind: 'refused', rule, status: this.#current().state.lifecycle.status, refusal };
  }

  /** Time passes before the event: what the case is in by then decides what the event can do. */
  #recordDueFacts({ at, index }: OrderedEvent): void {
    const { part } = this.#current();
    this.#recordDue(part, { at, index, key: `${index}/due/${part}` });
  }

  #recordDue(
    partNumber: number,
    due: { readonly at: Instant; readonly index: number; readonly key: string },
  ): void {
    const part = this.#parts.find((each) => each.part === partNumber);
    if (part === undefined || part.state.lifecycle.status === 'new') return;
    const dueAt = nextDueAt(part.state);
    if (dueAt === null || dueAt > due.at) return;
    const { organizationId } = part.state;
    const draft = this.#draft();
    const refusal = draft.give(part, {
      name: 'record-due-facts',
      payload: {},
      commandId: commandIdOf(this.#scope, due.key),
      event: { at: due.at, index: due.index, fingerprint: '' },
      actor: ENGINE,
      organization: this.#organizationById(organizationId),
      otherCase: null,
    });
    if (refusal !== undefined) throw new Error(`due facts were refused: ${refusal.code}`);
    this.#accept(draft);
  }

  #attempt(alternative: Alternative, event: OrderedEvent, columns: Columns): Refusal | undefined {
    const draft = this.#draft();
    for (const [number, step] of alternative.steps.entries()) {
      const refusal = this.#take(draft, { step, number, event, columns });
      if (refusal !== undefined) return refusal;
    }
    if (draft.planned.length === 0) return CHANGES_NOTHING;
    this.#accept(draft);
    return undefined;
  }

  #accept({ parts, planned }: CaseDraft): void {
    this.#parts = parts;
    this.#planned.push(...planned);
  }

  #take(
    draft: CaseDraft,
    given: {
      readonly step: EventStep;
      readonly number: number;
      readonly event: OrderedEvent;
      readonly columns: Columns;
    },
  ): Refusal | undefined {
    const { step, number, event, columns } = given;
    const before = draft.last;
    if (step.isFollowUp && !ENDED.includes(before.state.lifecycle.status)) return NOT_ENDED;
    const part = step.isFollowUp ? this.#emptyPart(before.part + 1) : before;
    const organization = this.#organizationFor(part, before, columns);
    if (organization === undefined) return NO_ORGANIZATION;
    const payload = payloadOf(step, columns, this.#opening(step, { part, before, organization }));
    if (isRefusal(payload)) return payload;
    const refusal = draft.give(part, {
      ...{ name: step.name, payload, event, organization },
      commandId: stepCommandId(this.#scope, event.index, number),
      actor: this.#actorFor(step, columns, organization),
      otherCase: step.isFollowUp ? otherCaseOf(before) : null,
    });
    if (refusal !== undefined || !step.isFollowUp) return refusal;
    return this.#linkBack(draft, before, { event, organization, columns });
  }

  /** The case that has ended names the one that goes on from it. */
  #linkBack(
    draft: CaseDraft,
    before: CasePart,
    by: {
      readonly event: OrderedEvent;
      readonly organization: OrganizationState;
      readonly columns: Columns;
    },
  ): Refusal | undefined {
    const follower = draft.last;
    return draft.give(before, {
      name: 'link',
      payload: { relation: 'followed-by', otherCaseId: follower.caseId },
      commandId: stepCommandId(this.#scope, by.event.index, LINK_STEP),
      event: by.event,
      actor: this.#provider(by.columns),
      organization: by.organization,
      otherCase: otherCaseOf(follower),
    });
  }

  #organizationFor(
    { state }: CasePart,
    before: CasePart,
    columns: Columns,
  ): OrganizationState | undefined {
    const id = state.organizationId ?? before.state.organizationId;
    const { organizationOf, organizationById } = this.#settings;
    return id === null ? organizationOf(columns) : organizationById(id);
  }

  #organizationById(id: string | null): OrganizationState | null {
    return id === null ? null : (this.#settings.organizationById(id) ?? null);
  }

  #provider(columns: Columns): Actor {
    return { id: String(this.#settings.actors.provider(columns) ?? 'unknown'), role: 'agent' };
  }

  #actorFor({ definition }: EventStep, columns: Columns, { organizationId }: OrganizationState) {
    if (definition.roles.includes('agent')) return this.#provider(columns);
    const id = String(this.#settings.actors.customer(columns) ?? 'unknown');
    const organization = organizationId === null ? {} : { organizationId };
    return { id, role: 'administrator', ...organization };
  }
}
