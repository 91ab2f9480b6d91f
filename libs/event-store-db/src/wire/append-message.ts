/** An append over the call that all of a client share: `BatchAppendReq`. */
import { NO_STREAM } from '@caseline/event-sourcing';
import { MessageWriter } from './message-writer.ts';
import type { WireEvent } from './wire-event.ts';

/** What is said of an append beside its events. */
export interface AppendOptions {
  readonly streamId: string;
  readonly expectedRevision: number;
  /** Tells its answer from those of other appends on the same call. */
  readonly correlation: number;
  /** An instant by our clock that is judged by the server's. */
  readonly deadlineMs: number;
}

/** Bytes of an event beside its two JSON parts, and of an append beside its events. */
const EVENT_BYTES = 256;
const APPEND_BYTES = 256;

/** The whole append in one message: it is at most 1 MiB, and a server takes more. */
export function appendMessage(options: AppendOptions, events: readonly WireEvent[]): Buffer {
  const bytes = events.reduce(
    (sum, { dataJson, metadataJson }) => sum + dataJson.length + metadataJson.length + EVENT_BYTES,
    APPEND_BYTES,
  );
  const writer = new MessageWriter(bytes);
  writer.member(4, 1);
  for (const event of events.toReversed()) writer.nested(3, () => writeEvent(writer, event));
  writer.nested(2, () => writeOptions(writer, options));
  writer.nested(1, () => writer.text(2, correlationText(options.correlation)));
  return writer.written();
}

function writeEvent(writer: MessageWriter, event: WireEvent): void {
  writer.text(4, event.dataJson);
  writer.text(3, event.metadataJson);
  writeEntry(writer, 'type', event.type);
  writeEntry(writer, 'content-type', 'application/json');
  writer.nested(1, () => writer.text(2, event.id));
}

const writeEntry = (writer: MessageWriter, key: string, value: string): void =>
  writer.nested(2, () => {
    writer.text(2, value);
    writer.text(1, key);
  });

function writeOptions(writer: MessageWriter, options: AppendOptions): void {
  const { streamId, expectedRevision, deadlineMs } = options;
  writer.nested(6, () => {
    writer.integer(2, (deadlineMs % 1_000) * 1_000_000);
    writer.integer(1, Math.floor(deadlineMs / 1_000));
  });
  if (expectedRevision === NO_STREAM) writer.empty(3);
  else writer.member(2, expectedRevision);
  writer.nested(1, () => writer.text(3, streamId));
}

/** The server wants a UUID and gives it back, as text or as two numbers; its end is the number. */
export const CORRELATION_START = '00000000-0000-4000-8000-';

const correlationText = (correlation: number): string =>
  CORRELATION_START + correlation.toString(16).padStart(12, '0');
