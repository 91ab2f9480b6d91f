import { lifecycleFactTypes, nextLifecycle, type LifecycleFact } from '@caseline/case-lifecycle';
import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import type { CaseContext } from '../case-command.ts';
import type { CaseState } from '../case-state.ts';
import { evolveCase, initialCaseState, type CaseFact } from '../evolve.ts';
import type { CaseEvent, CaseEventType } from '../events/index.ts';
import { consequencesOf } from '../objectives/consequences.ts';
import { MAX_DUE_FACTS, nextDueFact } from '../objectives/due-facts.ts';
import { factReadings } from './fact-readings.ts';
import type { Read, Reading, RefusedFact, RejudgingContext } from './reading.ts';

/** A fact of a case's stream with the command that recorded it. */
export interface StreamFact {
  readonly fact: CaseFact;
  readonly commandId: string;
}

/**
 * A case as a policy judges it, maybe another one than judged it then. What people did stays what
 * it was, at the instants at which it happened; what the engine made of it is made anew: severities
 * within the policy's limits, promises, deadlines, warnings, breaches, silence, closing. The same
 * policy gives the case as it is stored.
 */
export class RejudgedCase {
  readonly #refused: RefusedFact[] = [];
  #state: CaseState;
  #commandId = '';
  #derived = 0;

  /** Begins before the first fact; or with a case as it is stored, to record what is due. */
  constructor(state: CaseState = initialCaseState) {
    this.#state = state;
  }

  get state(): CaseState {
    return this.#state;
  }

  /** What the policy would have refused, in order. */
  get refused(): readonly RefusedFact[] {
    return this.#refused;
  }

  /** Judges the next fact of the stream; the first is the opening of the case. */
  take({ fact, commandId }: StreamFact, within: RejudgingContext): void {
    const read = factReadings[fact.type];
    if (read === 'consequence') return;
    const context = wholeContext(within);
    if (read === 'time') {
      this.recordDueFacts(instantAfter(fact), within);
      return;
    }
    // Between two facts of one command no time passes.
    if (commandId !== this.#commandId) this.#recordDue(fact.occurredAt, context);
    this.#commandId = commandId;
    const reading = (read as Read<CaseEventType>)(fact, this.#state, context);
    this.#apply(this.#isLegal(reading) ? reading : this.#outOfPlace(), fact, context);
  }

  /** Records what has fallen due by an instant under the policy. */
  recordDueFacts(until: Instant, within: RejudgingContext): void {
    this.#recordDue(until, wholeContext(within));
  }

  #recordDue(until: Instant, context: CaseContext): void {
    if (this.#state.lifecycle.status === 'new') return;
    for (let count = 0; count < MAX_DUE_FACTS; count += 1) {
      const due = nextDueFact(this.#state, until, context);
      if (due === undefined) return;
      this.#record(due, this.#nextId(context), { at: due.occurredAt ?? until, context });
    }
    throw new Error(`Case ${context.caseId} has facts that fall due without end: a bug`);
  }

  /** What the chart has no way for is refused, such as reopening a case that has closed by then. */
  #isLegal({ event }: Reading): boolean {
    if (event === null || !inChart.has(event.type)) return true;
    const fact = { ...event.data, type: event.type } as LifecycleFact;
    return nextLifecycle(this.#state.lifecycle, fact) !== undefined;
  }

  #outOfPlace(): Reading {
    const { severity: granted } = this.#state;
    return { event: null, refusal: { code: 'not-allowed-in-status', asked: null, granted } };
  }

  #apply({ event, refusal }: Reading, fact: CaseFact, context: CaseContext): void {
    const { id: eventId, type, occurredAt } = fact;
    if (refusal !== null) this.#refused.push({ eventId, type, occurredAt, ...refusal });
    if (event !== null) this.#record(event, eventId, { at: occurredAt, context });
  }

  #record(
    event: CaseEvent,
    id: string,
    { at, context }: { readonly at: Instant; readonly context: CaseContext },
  ): void {
    const before = this.#state;
    this.#fold(event, id, at);
    const after = this.#state;
    const reaction = { event, happenedAt: at, causeEventId: id, before, after, context };
    for (const consequence of consequencesOf(reaction)) {
      this.#fold(consequence, this.#nextId(context), consequence.occurredAt ?? at);
    }
  }

  #fold({ type, data }: CaseEvent, id: string, occurredAt: Instant): void {
    this.#state = evolveCase(this.#state, { type, data, id, occurredAt, recordedAt: occurredAt });
  }

  #nextId({ caseId }: CaseContext): string {
    this.#derived += 1;
    return `${caseId}/${this.#derived}`;
  }
}

const inChart: ReadonlySet<string> = new Set(lifecycleFactTypes);

/** No rule of a rejudged case looks at another case, and nothing that is written needs an id. */
const wholeContext = (context: RejudgingContext): CaseContext => ({
  ...context,
  otherCase: null,
  eventIdAt: (index) => `event-${index}`,
});

/** A due instant is still in time, so a breach or a silence was noticed after it. */
const instantAfter = ({ type, occurredAt }: CaseFact): Instant =>
  type === 'SlaObjectiveBreached' || type === 'CustomerSilenceRecorded'
    ? toInstant(toEpochMs(occurredAt) + 1)
    : occurredAt;
