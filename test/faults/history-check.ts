/** One thing a client did, between two ticks of a counter that all clients share. */
interface Observed {
  readonly caseId: string;
  readonly begunAt: number;
  readonly endedAt: number;
}

/** An accepted command and the events it was told to have written, the last at `revision`. */
export interface ObservedCommand extends Observed {
  readonly eventIds: readonly string[];
  readonly revision: number;
}

/** A read of a whole case. */
export interface ObservedRead extends Observed {
  readonly eventIds: readonly string[];
}

/** What some clients saw. `final` are the cases as they are when all is over. */
export interface ObservedHistory {
  readonly commands: readonly ObservedCommand[];
  readonly reads: readonly ObservedRead[];
  readonly final: ReadonlyMap<string, readonly string[]>;
}

/**
 * What in a history cannot be, if cases only grow: a read that is no prefix of the end, an accepted
 * command that is missing, twice or elsewhere, or anything that runs against the order in time.
 */
export function historyFaults(history: ObservedHistory): string[] {
  return [
    ...history.reads.flatMap((read) => readFaults(read, history)),
    ...history.commands.flatMap((command) => commandFaults(command, history)),
    ...orderFaults(history),
  ];
}

function readFaults({ caseId, eventIds }: ObservedRead, { final }: ObservedHistory): string[] {
  const whole = final.get(caseId) ?? [];
  const differs = eventIds.findIndex((id, revision) => whole[revision] !== id);
  return differs < 0 ? [] : [`a read of ${caseId} is no prefix: revision ${differs} differs`];
}

function commandFaults(command: ObservedCommand, { final }: ObservedHistory): string[] {
  const { caseId, eventIds, revision } = command;
  const whole = final.get(caseId) ?? [];
  return eventIds.flatMap((id, index) => {
    const expected = revision - eventIds.length + 1 + index;
    const found = whole.flatMap((present, at) => (present === id ? [at] : []));
    if (found.length === 1 && found[0] === expected) return [];
    return [`${id} of ${caseId} was acknowledged at ${expected} and is at [${found.join(', ')}]`];
  });
}

/**
 * Nothing that had ended when something else began may be missing from it: a read shows every
 * command and every earlier read, a command stands behind every earlier one.
 */
function orderFaults({ commands, reads }: ObservedHistory): string[] {
  const lengths = [
    ...reads.map((read) => ({ ...read, most: read.eventIds.length, least: read.eventIds.length })),
    ...commands.map((command) => ({
      ...command,
      most: command.revision + 1,
      // A command is decided on what was there before its own events.
      least: command.revision + 1 - command.eventIds.length,
    })),
  ];
  const byCase = Map.groupBy(lengths, ({ caseId }) => caseId);
  return [...byCase].flatMap(([caseId, observed]) => {
    const byEnd = observed.toSorted((a, b) => a.endedAt - b.endedAt);
    const byBegin = observed.toSorted((a, b) => a.begunAt - b.begunAt);
    const faults: string[] = [];
    let seen = 0;
    let ended = 0;
    for (const { begunAt, least } of byBegin) {
      for (let next = byEnd[ended]; next !== undefined && next.endedAt < begunAt; ) {
        seen = Math.max(seen, next.most);
        ended += 1;
        next = byEnd[ended];
      }
      if (least < seen) faults.push(`${caseId} had ${seen} events, then ${least}`);
    }
    return faults;
  });
}
