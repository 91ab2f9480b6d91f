import { HashChainVerifier, NotJson } from '@caseline/event-sourcing';
import { exportedEvent, hashedEvent, type ExportedEvent } from './exported-event.ts';
import type { ExportFile } from './export-lines.ts';
import { ProofFaults, type FoundFaults, type ProofFault } from './proof-fault.ts';

/** The chains of the streams of an export. */
export class ChainCheck {
  readonly #chains = new HashChainVerifier();

  /** Streams so far. */
  get streams(): number {
    return this.#chains.streamCount;
  }

  /** What is wrong with the next event, which stands at that index. */
  check(event: ExportedEvent, index: number): ProofFault | undefined {
    const { streamId, revision } = event.place;
    const at = { streamId, revision, index };
    try {
      const fault = this.#chains.check(hashedEvent(event));
      return fault === undefined ? undefined : { ...at, kind: fault.kind, detail: fault.detail };
    } catch (error) {
      // Half a character, say: nothing that was ever hashed.
      if (!(error instanceof NotJson)) throw error;
      return { ...at, kind: 'unreadable-event', detail: error.message };
    }
  }
}

/** What the chains of a whole export are. */
export interface ChainFindings extends FoundFaults {
  readonly streams: number;
}

/** Checks the chains of an export alone, up to its end or a line that is no event. */
export function checkChains(file: ExportFile): ChainFindings {
  const chains = new ChainCheck();
  const faults = new ProofFaults();
  let index = 0;
  for (const lines of file.lines()) {
    for (const { text } of lines) {
      const event = exportedEvent(text);
      // Whoever reads the file for its tree says what is wrong with the line.
      if (event === undefined) return { ...faults.found(), streams: chains.streams };
      faults.add(chains.check(event, index));
      index += 1;
    }
  }
  return { ...faults.found(), streams: chains.streams };
}
