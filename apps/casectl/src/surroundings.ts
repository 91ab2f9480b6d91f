import type { Clock } from '@caseline/event-sourcing';
import type { Readable, Writable } from 'node:stream';

/** What a run of `casectl` meets of the world; tests bring their own. */
export interface Surroundings {
  readonly stdin: Readable;
  /** The result, and nothing else. */
  readonly stdout: Writable;
  /** Messages and progress. */
  readonly stderr: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** Writes and waits while the reader is behind, so that long results take no memory. */
export async function writeTo(stream: Writable, text: string): Promise<void> {
  if (stream.write(text)) return;
  await new Promise<void>((resolve) => stream.once('drain', resolve));
}
