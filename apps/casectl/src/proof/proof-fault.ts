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
