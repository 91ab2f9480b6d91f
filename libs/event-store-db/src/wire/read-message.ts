/** What a reading or a subscription brings: `ReadResp`, an event in each that counts. */
import type { Position, RecordedEvent, StreamFilter } from '@caseline/event-sourcing';
import { EventStoreDbError } from '../event-store-db-error.ts';
import type { StoreFault } from '../store-fault.ts';
import { MessageReader } from './message-reader.ts';
import { storedMetadata } from './stored-metadata.ts';

/** What one message of a reading is to us. */
export type ReadMessage =
  | {
      readonly kind: 'event';
      readonly event: RecordedEvent;
      readonly position: Position;
      /** Milliseconds since the epoch by the server's clock. */
      readonly storedAtMs: number;
    }
  /** An event of the server itself: streams and types that begin with `$`. */
  | { readonly kind: 'system'; readonly position: Position; readonly streamId: string }
  | Malformed;

export type Malformed = { readonly kind: 'malformed' } & Omit<
  Extract<StoreFault, { kind: 'malformed-event' }>,
  'kind'
>;

/** The first byte of a message says what it is. */
const EVENT_TAG = 0x0a;
const STREAM_NOT_FOUND_TAG = 0x22;

export const holdsEvent = (message: Buffer): boolean => message[0] === EVENT_TAG;
export const saysNoStream = (message: Buffer): boolean => message[0] === STREAM_NOT_FOUND_TAG;

/** An event on the wire. What is absent there has the value that stands here. */
interface WireRecord {
  streamId: string | undefined;
  hasId: boolean;
  isIdBroken: boolean;
  revision: number;
  prepare: number;
  commit: number;
  type: string;
  contentType: string;
  created: string;
  metadata: string;
  data: string;
}

const emptyRecord = (): WireRecord => ({
  streamId: undefined,
  hasId: false,
  isIdBroken: false,
  revision: 0,
  prepare: 0,
  commit: 0,
  type: '',
  contentType: '',
  created: '',
  metadata: '',
  data: '',
});

/** Reads a message that holds an event; never throws but for a position beyond safe integers. */
export function readMessage(message: Buffer): ReadMessage {
  const record = emptyRecord();
  try {
    const answer = new MessageReader(message);
    answer.each(() => {
      const readEvent = answer.message();
      readEvent.each((field) => {
        if (field === 1) readRecord(readEvent.message(), record);
      });
    });
  } catch (error) {
    if (error instanceof EventStoreDbError) throw error;
    return malformed(record, error instanceof Error ? error.message : String(error));
  }
  const { streamId } = record;
  if (streamId?.startsWith('$') === true) {
    return { kind: 'system', position: record.commit, streamId };
  }
  return eventOf(record);
}

function readRecord(reader: MessageReader, record: WireRecord): void {
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) readId(reader.message(), record);
    else if (field === 2) record.streamId = streamNameIn(reader.message());
    else if (field === 3) record.revision = reader.integer();
    else if (field === 4) record.prepare = reader.integer();
    else if (field === 5) record.commit = reader.integer();
    else if (field === 6) readEntry(reader.message(), record);
    else if (field === 7) record.metadata = reader.text();
    else if (field === 8) record.data = reader.text();
    else reader.skip();
  }
}

/** The version and the variant of a UUID in its two halves. */
const VERSIONS = { mask: 0xf000n, least: 0x1000n, most: 0x8000n };
const VARIANT = { mask: 0xc000_0000_0000_0000n, bits: 0x8000_0000_0000_0000n };

/** The id itself tells us nothing: ours is in the metadata. */
function readId(uuid: MessageReader, record: WireRecord): void {
  record.hasId = true;
  uuid.each((field) => {
    if (field !== 1) return;
    const halves = uuid.message();
    let [most, least] = [0n, 0n];
    halves.each((half) => {
      if (half === 1) most = halves.bits();
      if (half === 2) least = halves.bits();
    });
    const version = most & VERSIONS.mask;
    const isVersion = version >= VERSIONS.least && version <= VERSIONS.most;
    record.isIdBroken = !isVersion || (least & VARIANT.mask) !== VARIANT.bits;
  });
}

function streamNameIn(identifier: MessageReader): string {
  let name = '';
  identifier.each((field) => {
    if (field === 3) name = identifier.text();
  });
  return name;
}

function readEntry(entry: MessageReader, record: WireRecord): void {
  let [key, value] = ['', ''];
  entry.each((field) => {
    if (field === 1) key = entry.text();
    if (field === 2) value = entry.text();
  });
  if (key === 'type') record.type = value;
  else if (key === 'content-type') record.contentType = value;
  else if (key === 'created') record.created = value;
}

function eventOf(record: WireRecord): ReadMessage {
  const { streamId, type, revision, commit: position } = record;
  if (streamId === undefined || streamId === '') return malformed(record, 'it names no stream');
  if (!record.hasId || record.isIdBroken) return malformed(record, 'its id is none');
  if (type === '') return malformed(record, 'it names no type');
  if (record.contentType !== 'application/json') return malformed(record, 'isJson: content type');
  const data = parsed(record.data);
  // Bare text could not be told from broken JSON by every reader, so it is never data.
  if (typeof data !== 'object' || data === null) return malformed(record, 'data: not JSON');
  const stored = storedMetadata(parsed(record.metadata));
  if (typeof stored === 'string') return malformed(record, stored);
  if (record.commit !== record.prepare) {
    const detail = 'it was written in a transaction, so its position is not its own';
    return malformed(record, detail);
  }
  const { eventId: id, ...metadata } = stored;
  const event = { id, type, data, metadata, streamId, revision, position };
  return { kind: 'event', event, position, storedAtMs: epochMsOf(record.created) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** Four digits of .NET ticks of 100 ns are less than a millisecond. */
function epochMsOf(ticks: string): number {
  const ms = Number(ticks.slice(0, -4));
  return Number.isSafeInteger(ms) ? ms : 0;
}

function malformed(record: WireRecord, detail: string): Malformed {
  const { streamId, revision, commit } = record;
  const position = commit > 0 ? commit : undefined;
  return { kind: 'malformed', detail, streamId, revision, position };
}

/** True for an event of a wanted stream. */
export function isWanted(streamId: string, filter: StreamFilter | undefined): boolean {
  if (streamId.startsWith('$')) return false;
  return filter?.streamPrefixes.some((prefix) => streamId.startsWith(prefix)) ?? true;
}
