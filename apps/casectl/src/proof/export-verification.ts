import { START } from '@caseline/event-sourcing';
import type { CheckpointFinding, LedgerCheckpoint } from '@caseline/ledger';
import type { ChainCheck } from './chain-check.ts';
import { exportedEvent, type EventPlace } from './exported-event.ts';
import type { ExportFile, ExportLine, LineFault } from './export-lines.ts';
import { ExportStreams } from './export-streams.ts';
import { LedgerAudit, faultOfCheckpoints } from './ledger-audit.ts';
import { ProofFaults, type FoundFaults, type ProofFault } from './proof-fault.ts';

/** What an export was found to be. */
export interface ExportFindings extends FoundFaults {
  readonly events: number;
  readonly streams: number;
  readonly checkpoints: readonly CheckpointFinding[];
}

/**
 * Checks every chain of an export and holds all of it against checkpoints, in one pass. It needs
 * neither store nor network.
 */
export class ExportVerification {
  readonly streams: ExportStreams;
  readonly #file: ExportFile;
  readonly #chains: ChainCheck | null;
  readonly #audit: LedgerAudit;
  readonly #faults = new ProofFaults();
  #events = 0;
  #position = START;

  /** Without `chains`, somebody else checks these. */
  constructor(
    file: ExportFile,
    checkpoints: readonly LedgerCheckpoint[],
    chains: ChainCheck | null,
  ) {
    this.#file = file;
    this.#chains = chains;
    this.streams = new ExportStreams(file);
    this.#audit = new LedgerAudit(checkpoints);
  }

  /** Reads the whole file, or up to a line that is no event: what follows has no place then. */
  run(onBytes: (done: number) => void): ExportFindings {
    const fault = this.#readLines(onBytes);
    if (fault !== undefined) this.#faults.add(lineFault(fault, this.#events));
    const checkpoints = this.#audit.findings();
    this.#faults.add(faultOfCheckpoints(checkpoints, this.#audit.size));
    const { streams } = this.streams;
    return { events: this.#events, streams, checkpoints, ...this.#faults.found() };
  }

  #readLines(
    onBytes: (done: number) => void,
  ): LineFault | { readonly kind: 'no-event' } | undefined {
    const lines = this.#file.lines();
    let step = lines.next();
    // Ends with the file: each step takes at least one byte of it.
    for (; step.done !== true; step = lines.next()) {
      const last = step.value.at(-1);
      for (const line of step.value) if (!this.#take(line)) return { kind: 'no-event' };
      if (last !== undefined) onBytes(last.from + last.bytes + 1);
    }
    return step.value;
  }

  /** False for a line that holds no event. */
  #take(line: ExportLine): boolean {
    const event = exportedEvent(line.text);
    if (event === undefined) return false;
    this.#faults.add(this.#chains?.check(event, this.#events));
    const { place } = event;
    this.#faults.add(this.#placeFaultOf(place));
    this.streams.add(place.streamId, line);
    this.#audit.take(place);
    this.#events += 1;
    return true;
  }

  #placeFaultOf({ streamId, revision, position }: EventPlace): ProofFault | undefined {
    const before = this.#position;
    this.#position = position;
    if (position > before) return undefined;
    const at = { streamId, revision, index: this.#events };
    return { ...at, kind: 'position-gap', detail: `position ${position} comes behind ${before}` };
  }
}

const lineDetails = {
  'no-event': 'is no event as casectl export writes it',
  'cut-short': 'is not whole: the export was cut short',
  'line-too-long': 'is longer than any event',
} as const satisfies Record<(LineFault | { kind: 'no-event' })['kind'], string>;

const lineFault = ({ kind }: LineFault | { kind: 'no-event' }, index: number): ProofFault => ({
  kind: kind === 'cut-short' ? 'cut-short' : 'not-an-event',
  ...{ streamId: null, revision: null, index },
  detail: `line ${index + 1} ${lineDetails[kind]}`,
});
