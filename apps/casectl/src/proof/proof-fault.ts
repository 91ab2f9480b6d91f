import type { LogFaultKind } from '@caseline/event-sourcing';

/** Something wrong with an export or a log, as near to its event as can be told. */
export interface ProofFault {
  readonly kind: LogFaultKind | 'cut-short' | 'not-as-sealed' | 'not-an-event' | 'verdict-differs';
  readonly streamId: string | null;
  readonly revision: number | null;
  /** How many events stand before it: it is the line `index + 1` of an export of everything. */
  readonly index: number | null;
  readonly detail: string;
}

/** A fault as a line for people. */
export const proofFaultLine = ({ kind, streamId, revision, index, detail }: ProofFault): string =>
  [
    ...(index === null ? [] : [`event ${index}`]),
    ...(streamId === null ? [] : [streamId]),
    ...(revision === null ? [] : [`revision ${revision}`]),
    `${kind}: ${detail}`,
  ].join('  ');

/** Faults that are listed; the others are counted. */
const MAX_LISTED_FAULTS = 1_000;

/** The first faults, and how many there are. */
export interface FoundFaults {
  readonly faultCount: number;
  readonly faults: readonly ProofFault[];
}

/** Gathers faults. */
export class ProofFaults {
  readonly #listed: ProofFault[] = [];
  #count = 0;

  add(fault: ProofFault | undefined): void {
    if (fault === undefined) return;
    this.#count += 1;
    if (this.#listed.length < MAX_LISTED_FAULTS) this.#listed.push(fault);
  }

  found(): FoundFaults {
    return { faultCount: this.#count, faults: this.#listed };
  }
}

/**
 * The faults of two searches, in the order of their events; behind them what a checkpoint says,
 * because that names many events at once.
 */
export function together(one: FoundFaults, other: FoundFaults): FoundFaults {
  const faults = [...one.faults, ...other.faults].toSorted((a, b) => place(a) - place(b));
  return {
    faultCount: one.faultCount + other.faultCount,
    faults: faults.slice(0, MAX_LISTED_FAULTS),
  };
}

const place = ({ kind, index }: ProofFault): number =>
  kind === 'not-as-sealed' ? Number.MAX_SAFE_INTEGER : (index ?? 0);
