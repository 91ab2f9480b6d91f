import type { Instant } from '@caseline/event-sourcing';
import type { CheckpointFinding, CheckpointVerdict } from '@caseline/ledger';

/** A checkpoint and whether the log is what it says, as it is told. */
export interface CheckpointFacts {
  readonly origin: string;
  readonly size: number;
  readonly sealedAt: Instant | null;
  readonly verdict: CheckpointVerdict;
}

export const checkpointFacts = ({ checkpoint, verdict }: CheckpointFinding): CheckpointFacts => {
  const { origin, size, sealedAt } = checkpoint;
  return { origin, size, sealedAt, verdict };
};

const words = {
  holds: 'the log begins with these',
  'root-mismatch': 'the log begins otherwise',
  'log-too-short': 'the log has fewer',
} as const satisfies Record<CheckpointVerdict, string>;

/** A checkpoint as a line for people. */
export const checkpointLine = ({ size, sealedAt, verdict }: CheckpointFacts): string =>
  `checkpoint of ${size} events${sealedAt === null ? '' : `, ${sealedAt}`}: ${words[verdict]}`;
