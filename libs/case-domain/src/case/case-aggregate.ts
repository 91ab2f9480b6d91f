import type { Aggregate, RecordedEvent } from '@caseline/event-sourcing';
import { readFact, writeEvent } from '../definitions.ts';
import type { CaseCommand, CaseContext } from './case-command.ts';
import type { CaseState } from './case-state.ts';
import { caseDecider } from './decider.ts';
import { caseEvents, type CaseEvent } from './events/index.ts';
import type { CaseFact } from './evolve.ts';

/** The stream of a case. */
export const caseStreamId = (caseId: string): string => `case-${caseId}`;

/**
 * The fact that an event of a case's stream states, lifted to today's shape. Throws
 * `UnreadableEvent` for a type, a version or data that this build does not know.
 */
export const readCaseEvent = (recorded: RecordedEvent): CaseFact =>
  readFact(caseEvents, recorded) as CaseFact;

/** What the command loop must know of a case. */
export const caseAggregate: Aggregate<CaseCommand, CaseEvent, CaseState, CaseContext> = {
  decider: caseDecider,
  read: readCaseEvent,
  write: (event) => writeEvent(caseEvents, event),
};
