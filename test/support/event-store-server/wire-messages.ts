/** Between the generated messages and plain values. */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { LoggedEvent, ProposedEvent } from './wire-log.ts';
import type { Malformation } from './faults.ts';

type StreamIdentifier = InstanceType<typeof shared.StreamIdentifier>;
type Uuid = InstanceType<typeof shared.UUID>;

/** .NET ticks of 100 ns in a millisecond; the wire counts them from the Unix epoch. */
const TICKS_PER_MS = 10_000n;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const streamIdOf = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');

export function identifierOf(streamId: string): StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(bytesOf(streamId));
  return identifier;
}

/** A UUID as text, whichever way it was sent. */
export function uuidText(uuid: Uuid | undefined): string {
  const structured = uuid?.getStructured();
  if (structured === undefined) return uuid?.getString() ?? '';
  const halves = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()];
  const hex = halves
    .map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0'))
    .join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

export function uuidOf(text: string): Uuid {
  const uuid = new shared.UUID();
  uuid.setString(text);
  return uuid;
}

/** Both appends propose events by messages of the same shape. */
export interface ProposedMessage {
  getId(): Uuid | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

export const proposedEvent = (message: ProposedMessage): ProposedEvent => ({
  id: uuidText(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

/** An answer of a reading with one event, spoilt if so wanted. */
export function eventAnswer(
  event: LoggedEvent,
  malformation?: Malformation,
): InstanceType<typeof streams.ReadResp> {
  const record = recordOf(event);
  if (malformation !== undefined) spoilings[malformation](record);
  const read = new streams.ReadResp.ReadEvent();
  read.setEvent(record);
  read.setCommitPosition(String(event.position));
  const answer = new streams.ReadResp();
  answer.setEvent(read);
  return answer;
}

type Message = InstanceType<typeof streams.ReadResp.ReadEvent.RecordedEvent>;

function recordOf(event: LoggedEvent): Message {
  const record = new streams.ReadResp.ReadEvent.RecordedEvent();
  record.setId(uuidOf(event.id));
  record.setStreamIdentifier(identifierOf(event.streamId));
  record.setStreamRevision(String(event.revision));
  record.setCommitPosition(String(event.position));
  record.setPreparePosition(String(event.position));
  record.getMetadataMap().set('type', event.type);
  record.getMetadataMap().set('content-type', event.contentType);
  const ticks = BigInt(Math.trunc(event.createdAtMs)) * TICKS_PER_MS;
  record.getMetadataMap().set('created', String(ticks));
  record.setData(event.data);
  record.setCustomMetadata(event.metadata);
  return record;
}

const spoilings: Record<Malformation, (record: Message) => void> = {
  'data-not-json': (record) => record.setData(bytesOf('{"text":')),
  'metadata-not-json': (record) => record.setCustomMetadata(bytesOf('{')),
  'metadata-incomplete': (record) => record.setCustomMetadata(bytesOf('{"schemaVersion":1}')),
  'not-json-content': (record) =>
    void record.getMetadataMap().set('content-type', 'application/octet-stream'),
  // The client turns the bits of a structured id into text, and throws on what is no UUID.
  'bad-id': (record) => {
    const structured = new shared.UUID.Structured();
    structured.setMostSignificantBits('15');
    structured.setLeastSignificantBits('15');
    const uuid = new shared.UUID();
    uuid.setStructured(structured);
    record.setId(uuid);
  },
  'no-id': (record) => record.clearId(),
  'no-stream': (record) => record.clearStreamIdentifier(),
};
