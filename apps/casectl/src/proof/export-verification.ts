import { HashChainVerifier, NotJson, START, type RecordedEvent } from '@caseline/event-sourcing';
import type { CheckpointFinding, LedgerCheckpoint } from '@caseline/ledger';
import { storedEvent } from '../verify-log.ts';
import { exportedEvent } from './exported-event.ts';
import type { ExportFile, ExportLine, LineFault } from './export-lines.ts';
import { ExportStreams } from './export-streams.ts';
import { LedgerAudit, faultOfCheckpoints } from './ledger-audit.ts';
import type { ProofFault } from './proof-fault.ts';

/** Faults that are listed; the others are counted. */
const MAX_LISTED_FAULTS = 1_000;

/** What an export was found to be. */
export interface ExportFindings {
  readonly events: number;
  readonly streams: number;
  readonly checkpoints: readonly CheckpointFinding[];
  readonly faultCount: number;
  /** In the order of the events; the first 1,000. */
  readonly faults: readonly ProofFault[];
}

/**
 * Checks every chain of an export and holds all of it against checkpoints, in one pass. It needs
 * neither store nor network.
 */
export class ExportVerification {
  readonly streams: ExportStreams;
  readonly #file: ExportFile;
  readonly #chains = new HashChainVerifier();
  readonly #audit: LedgerAudit;
  readonly #faults: ProofFault[] = [];
  #faultCount = 0;
  #events = 0;
  #position = START;

  constructor(file: ExportFile, checkpoints: readonly LedgerCheckpoint[]) {
    this.#file = file;
    this.streams = new ExportStreams(file);
    this.#audit = new LedgerAudit(checkpoints);
  }

  /** Reads the whole file, or up to a line that is no event: what follows has no place then. */
  run(onBytes: (done: number) => void): ExportFindings {
    const fault = this.#readLines(onBytes);
    if (fault !== undefined) this.#add(lineFault(fault, this.#events));
    const checkpoints = this.#audit.findings();
    const bySeal = faultOfCheckpoints(checkpoints, this.#audit.size);
    if (bySeal !== undefined) this.#add(bySeal);
    return {
      ...{ events: this.#events, streams: this.#chains.streamCount, checkpoints },
      ...{ faultCount: this.#faultCount, faults: this.#faults },
    };
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
    const fault = this.#faultOf(event);
    if (fault !== undefined) this.#add(fault);
    this.streams.add(event, line);
    this.#audit.take(event);
    this.#events += 1;
    return true;
  }

  #faultOf(event: RecordedEvent): ProofFault | undefined {
    const { streamId, revision, position } = event;
    const at = { streamId, revision, index: this.#events };
    const before = this.#position;
    this.#position = position;
    const fault = this.#chainFaultOf(event);
    if (fault !== undefined) return { ...at, ...fault };
    if (position > before) return undefined;
    return { ...at, kind: 'position-gap', detail: `position ${position} comes behind ${before}` };
  }

  #chainFaultOf(event: RecordedEvent): Pick<ProofFault, 'kind' | 'detail'> | undefined {
    try {
      const fault = this.#chains.check(storedEvent(event));
      return fault === undefined ? undefined : { kind: fault.kind, detail: fault.detail };
    } catch (error) {
      // Half a character, say: nothing that was ever hashed.
      if (!(error instanceof NotJson)) throw error;
      return { kind: 'unreadable-event', detail: error.message };
    }
  }

  #add(fault: ProofFault): void {
    this.#faultCount += 1;
    if (this.#faults.length < MAX_LISTED_FAULTS) this.#faults.push(fault);
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
