import { isRejection, type Decider, type Instant, type Rejection } from '@caseline/event-sourcing';
import type { RejectionCode } from '../rejections.ts';
import type { CaseCommand, CaseContext } from './case-command.ts';
import type { CaseState } from './case-state.ts';
import { findCaseCommand } from './commands/index.ts';
import { evolveCase, initialCaseState } from './evolve.ts';
import type { CaseEvent } from './events/index.ts';
import { happenedAt } from './happened-at.ts';
import { refuseInstant, refuseRole, refuseState } from './legality.ts';
import { MAX_DUE_FACTS, nextDueFact } from './objectives/due-facts.ts';
import { consequencesOf } from './objectives/consequences.ts';

type Refusal = Rejection<RejectionCode>;

/**
 * What a command does to a case: what had fallen due before it, what it states itself, what follows
 * for the promises, and what has fallen due by now. Or a refusal, and then nothing of all that. The
 * payload must have passed the schema of the command; an unknown command is a bug.
 */
function decideCase(
  command: CaseCommand,
  state: CaseState,
  context: CaseContext,
): readonly CaseEvent[] | Refusal {
  const definition = findCaseCommand(command.name);
  if (definition === undefined) throw new TypeError(`No command of a case: ${command.name}`);
  const refusal =
    refuseRole(definition, command, { state, context }) ??
    refuseInstant(definition, command, state);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(command, state, context);
  draft.recordDueFacts(happenedAt(command));
  const illegal = refuseState(definition, command, draft.state);
  if (illegal !== undefined) return illegal;
  const outcome = definition.rule(command, draft.state, context);
  if (isRejection(outcome)) return outcome;
  for (const event of outcome) draft.record(event);
  draft.recordDueFacts(command.at);
  return draft.events;
}

/** The events of one decision as they come together, and the case as they leave it. */
class Draft {
  readonly #command: CaseCommand;
  readonly #context: CaseContext;
  readonly #events: CaseEvent[] = [];
  #state: CaseState;

  constructor(command: CaseCommand, state: CaseState, context: CaseContext) {
    this.#command = command;
    this.#state = state;
    this.#context = context;
  }

  get events(): readonly CaseEvent[] {
    return this.#events;
  }

  get state(): CaseState {
    return this.#state;
  }

  /** Records a fact of the case and what follows from it for the promises. */
  record(event: CaseEvent): void {
    const before = this.#state;
    const causeEventId = this.#add(event);
    const consequences = consequencesOf({
      event,
      happenedAt: this.#instantOf(event),
      causeEventId,
      before,
      after: this.#state,
      context: this.#context,
    });
    for (const consequence of consequences) this.#add(consequence);
  }

  /** Records what has fallen due by the instant, in the order in which it fell due. */
  recordDueFacts(until: Instant): void {
    if (this.#state.lifecycle.status === 'new') return;
    for (let count = 0; count < MAX_DUE_FACTS; count += 1) {
      const due = nextDueFact(this.#state, until, this.#context);
      if (due === undefined) return;
      this.record(due);
    }
    throw new Error(`Case ${this.#context.caseId} has facts that fall due without end: a bug`);
  }

  /** Folds the event with the id that it will be stored under. */
  #add(event: CaseEvent): string {
    const { at } = this.#command;
    const id = this.#context.eventIdAt(this.#events.length);
    const occurredAt = this.#instantOf(event);
    this.#events.push(occurredAt === at ? withoutInstant(event) : { ...event, occurredAt });
    const { type, data } = event;
    this.#state = evolveCase(this.#state, { type, data, id, occurredAt, recordedAt: at });
    return id;
  }

  #instantOf(event: CaseEvent): Instant {
    return event.occurredAt ?? happenedAt(this.#command);
  }
}

/** The instant of the command goes without saying. */
function withoutInstant(event: CaseEvent): CaseEvent {
  const { occurredAt: _unsaid, ...rest } = event;
  return rest;
}

/** The pure core of a case: `decide` refuses or states what happens, `evolve` folds what did. */
export const caseDecider: Decider<CaseCommand, CaseEvent, CaseState, CaseContext> = {
  initialState: initialCaseState,
  decide: decideCase,
  evolve: evolveCase,
};
