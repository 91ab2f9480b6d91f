import {
  caseAggregate,
  caseStreamId,
  evolveCase,
  initialCaseState,
  type CaseEvent,
  type CaseState,
} from '@caseline/case-domain';
import {
  NO_STREAM,
  type Actor,
  type Instant,
  type NewEvent,
} from '@caseline/event-sourcing';
import { importedCaseId, type ImportedCase } from './imported-ids.ts';

/** One case of ours for a case of the log: the first, or one that follows it. */
export interface CasePart {
  readonly part: number;
  readonly caseId: string;
  readonly streamId: string;
  readonly state: CaseState;
  /** The revision in the store; what is planned comes behind it. */
  readonly revision: number;
}

/** A case that has no event yet. */
export function emptyPart(imported: ImportedCase): CasePart {
  const caseId = importedCaseId(imported);
  return {
    part: imported.part,
    caseId,
    streamId: caseStreamId(caseId),
    state: initialCaseState,
    revision: NO_STREAM,
  };
}

/** An event on its way into a part. `index` is the log event that it stands for. */
export interface PlannedEvent {
  readonly part: number;
  readonly index: number;
  readonly event: NewEvent;
}

/** What the events of one command have in common. */
export interface CommandStamp {
  readonly commandId: string;
  readonly eventIdAt: (index: number) => string;
  readonly fingerprint: string;
  readonly actor: Actor;
  readonly at: Instant;
  readonly index: number;
  readonly correlationId: string;
  readonly policyVersion: string;
}

/** The events of a decision as they are stored, and the part as they leave it. */
export function withDecided(
  part: CasePart,
  decided: readonly CaseEvent[],
  stamp: CommandStamp,
): { readonly part: CasePart; readonly planned: readonly PlannedEvent[] } {
  let { state } = part;
  const planned = decided.map((event, number): PlannedEvent => {
    const id = stamp.eventIdAt(number);
    const occurredAt = event.occurredAt ?? stamp.at;
    state = evolveCase(state, {
      ...{ type: event.type, data: event.data, id, occurredAt },
      recordedAt: stamp.at,
    });
    return { part: part.part, index: stamp.index, event: stored(event, id, stamp) };
  });
  return { part: { ...part, state }, planned };
}

function stored(event: CaseEvent, id: string, stamp: CommandStamp): NewEvent {
  const { schemaVersion, data } = caseAggregate.write(event);
  return {
    id,
    type: event.type,
    data,
    metadata: {
      schemaVersion,
      actor: stamp.actor,
      commandId: stamp.commandId,
      commandFingerprint: stamp.fingerprint,
      occurredAt: event.occurredAt ?? stamp.at,
      $correlationId: stamp.correlationId,
      $causationId: stamp.commandId,
      policyVersion: stamp.policyVersion,
    },
  };
}
