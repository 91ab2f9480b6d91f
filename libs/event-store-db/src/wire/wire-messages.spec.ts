/** Our bytes beside those of the client's own generated messages. */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { describe, expect, test } from '@jest/globals';
import { AppendRefused, readAppendAnswer } from './append-answer.ts';
import { appendMessage } from './append-message.ts';
import { MessageWriter } from './message-writer.ts';
import { readRequest } from './read-request.ts';
import type { ReadRequest } from './read-request.ts';

const bytesOf = (message: { serializeBinary(): Uint8Array }): Buffer =>
  Buffer.from(message.serializeBinary());
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function textUuid(text: string): InstanceType<typeof shared.UUID> {
  const uuid = new shared.UUID();
  uuid.setString(text);
  return uuid;
}

function identifier(streamId: string): InstanceType<typeof shared.StreamIdentifier> {
  const named = new shared.StreamIdentifier();
  named.setStreamName(utf8(streamId));
  return named;
}

const STREAM = 'case-Straße 北京 🙂';
const EVENTS = [
  { id: '4a1b6a52-5e9f-5f0e-9c86-2a7b7ad0e2c4', type: 'CaseOpened' },
  { id: 'b7c0d9ce-0c7b-5d07-8a36-0c5b9f6f2d55', type: 'Note “added”' },
].map((event, index) => ({
  ...event,
  dataJson: JSON.stringify({ text: '北京'.repeat(2_000 * index), index }),
  metadataJson: JSON.stringify({ eventId: event.id }),
}));

/** What the generated messages read of an append, and how they would write it. */
function generatedAppend(bytes: Buffer) {
  const request = streams.BatchAppendReq.deserializeBinary(bytes);
  const options = request.getOptions();
  const events = request.getProposedMessagesList().map((message) => ({
    id: message.getId()?.getString(),
    type: message.getMetadataMap().get('type'),
    contentType: message.getMetadataMap().get('content-type'),
    dataJson: Buffer.from(message.getData_asU8()).toString(),
    metadataJson: Buffer.from(message.getCustomMetadata_asU8()).toString(),
  }));
  const expected = options?.hasNoStream() === true ? -1 : Number(options?.getStreamPosition());
  const streamName = options?.getStreamIdentifier()?.getStreamName_asU8() ?? [];
  return {
    read: {
      events,
      expected,
      correlationId: request.getCorrelationId()?.getString(),
      deadlineMs: options?.getDeadline()?.toDate().getTime(),
      streamId: Buffer.from(streamName).toString(),
      isFinal: request.getIsFinal(),
    },
    written: bytesOf(request),
  };
}

describe('An append', () => {
  test.each([
    [-1, 1_700_000_000_000],
    [0, 1_700_000_000_123],
    [127, 999],
    [128, 1_000],
    [2 ** 40 + 5, 1_700_000_000_001],
    [Number.MAX_SAFE_INTEGER, 8_640_000_000_000_000],
  ])('behind %d is the same bytes', (expectedRevision, deadlineMs) => {
    const options = { streamId: STREAM, expectedRevision, deadlineMs, correlation: 255 };
    const bytes = appendMessage(options, EVENTS);
    const { read, written } = generatedAppend(bytes);
    expect(read).toEqual({
      events: EVENTS.map((event) => ({ ...event, contentType: 'application/json' })),
      ...{ expected: expectedRevision, deadlineMs, streamId: STREAM, isFinal: true },
      correlationId: '00000000-0000-4000-8000-0000000000ff',
    });
    expect(bytes.toString('hex')).toBe(written.toString('hex'));
  });
});

function answerTo(correlation: InstanceType<typeof shared.UUID>) {
  const answer = new streams.BatchAppendResp();
  answer.setCorrelationId(correlation);
  answer.setStreamIdentifier(identifier(STREAM));
  return answer;
}

const ANSWERED = textUuid('00000000-0000-4000-8000-00000000002a');

function success(): InstanceType<typeof streams.BatchAppendResp.Success> {
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(String(2 ** 45));
  position.setPreparePosition(String(2 ** 45));
  const written = new streams.BatchAppendResp.Success();
  written.setCurrentRevision('300');
  written.setPosition(position);
  return written;
}

function refusal(name: string, write: (details: MessageWriter) => void): Buffer {
  const writer = new MessageWriter(0);
  writer.nested(2, () => {
    writer.nested(3, () => {
      writer.nested(2, () => write(writer));
      writer.text(1, `type.googleapis.com/${name}`);
    });
    writer.text(2, 'no');
  });
  const bytes = writer.written();
  const error = streams.BatchAppendResp.deserializeBinary(bytes).getError();
  expect(error?.getDetails()?.getTypeName()).toBe(name);
  return bytes;
}

describe('The answer to an append', () => {
  test('tells where it ended', () => {
    const answer = answerTo(ANSWERED);
    answer.setSuccess(success());
    const outcome = { revision: 300, position: 2 ** 45 };
    expect(readAppendAnswer(bytesOf(answer))).toEqual({ correlation: 42, outcome });
  });

  test('may give the number back in two halves', () => {
    const structured = new shared.UUID.Structured();
    structured.setMostSignificantBits(String(0x4000));
    structured.setLeastSignificantBits(String(BigInt.asIntN(64, 0x8000_0000_0000_002an)));
    const uuid = new shared.UUID();
    uuid.setStructured(structured);
    const answer = answerTo(uuid);
    answer.setSuccess(success());
    expect(readAppendAnswer(bytesOf(answer)).correlation).toBe(42);
  });

  test('may be a conflict', () => {
    const name = 'event_store.client.WrongExpectedVersion';
    const { outcome } = readAppendAnswer(refusal(name, (details) => details.member(1, 7)));
    expect(outcome).toMatchObject({ type: 'wrong-expected-version', actualVersion: 7n });
  });

  test('may be a conflict with an empty stream', () => {
    const name = 'event_store.client.WrongExpectedVersion';
    const { outcome } = readAppendAnswer(refusal(name, (details) => details.empty(2)));
    expect(outcome).toMatchObject({ type: 'wrong-expected-version', actualVersion: undefined });
  });

  test.each([
    ['event_store.client.StreamDeleted', 'stream-deleted'],
    ['event_store.client.AccessDenied', 'access-denied'],
    ['event_store.client.Timeout', 'deadline-exceeded'],
    ['event_store.client.MaximumAppendSizeExceeded', 'maximum-append-size-exceeded'],
    ['event_store.client.Unknown', 'unknown'],
    ['event_store.client.Unheard', 'unknown'],
  ])('may be the refusal %s', (name, type) => {
    const { outcome } = readAppendAnswer(refusal(name, () => undefined));
    expect(outcome).toBeInstanceOf(AppendRefused);
    expect(outcome).toMatchObject({ type, message: 'no' });
  });

  test('that says nothing is a refusal', () => {
    const { outcome } = readAppendAnswer(bytesOf(answerTo(ANSWERED)));
    expect(outcome).toBeInstanceOf(AppendRefused);
  });
});

function generatedRead(request: ReadRequest): Buffer {
  const options = new streams.ReadReq.Options();
  if (request.streamId === undefined) options.setAll(allOptions(request.from));
  else options.setStream(streamOptions(request.streamId, request.from));
  options.setReadDirection(request.direction === 'backwards' ? 1 : 0);
  if (request.max === 'subscription') {
    options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  } else options.setCount(String(request.max));
  const filter = request.streamId === undefined ? request.filter : undefined;
  if (filter === undefined) options.setNoFilter(new shared.Empty());
  else {
    const expression = new streams.ReadReq.Options.FilterOptions.Expression();
    if ('regex' in filter) expression.setRegex(filter.regex);
    else expression.setPrefixList([...filter.prefixes]);
    const filtering = new streams.ReadReq.Options.FilterOptions();
    filtering.setStreamIdentifier(expression);
    filtering.setCount(new shared.Empty());
    filtering.setCheckpointintervalmultiplier(1);
    options.setFilter(filtering);
  }
  const uuids = new streams.ReadReq.Options.UUIDOption();
  uuids.setString(new shared.Empty());
  options.setUuidOption(uuids);
  const read = new streams.ReadReq();
  read.setOptions(options);
  return bytesOf(read);
}

function allOptions(from: ReadRequest['from']) {
  const all = new streams.ReadReq.Options.AllOptions();
  if (from === 'start') all.setStart(new shared.Empty());
  else if (from === 'end') all.setEnd(new shared.Empty());
  else {
    const position = new streams.ReadReq.Options.Position();
    position.setCommitPosition(String(from));
    position.setPreparePosition(String(from));
    all.setPosition(position);
  }
  return all;
}

function streamOptions(streamId: string, from: ReadRequest['from']) {
  const stream = new streams.ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(identifier(streamId));
  if (from === 'start') stream.setStart(new shared.Empty());
  else if (from === 'end') stream.setEnd(new shared.Empty());
  else stream.setRevision(String(from));
  return stream;
}

const max = Number.MAX_SAFE_INTEGER;

describe('What is asked of a server', () => {
  test.each<[string, ReadRequest]>([
    ['a stream', { streamId: STREAM, from: 'start', direction: 'forwards', max: 1_000 }],
    ['from its first event', { streamId: STREAM, from: 0, direction: 'forwards', max: 1 }],
    ['its end', { streamId: STREAM, from: 'end', direction: 'backwards', max: 1 }],
    ['the log', { from: 'start', direction: 'forwards', max }],
    ['the log behind a position', { from: 2 ** 41 + 3, direction: 'forwards', max }],
    ['its end', { from: 'end', direction: 'backwards', max: 32 }],
    [
      'some streams from now on',
      {
        from: 640,
        direction: 'forwards',
        max: 'subscription',
        filter: { prefixes: ['organization-', 'policy-'] },
      },
    ],
    [
      'all but the server’s own',
      { from: 0, direction: 'forwards', max: 'subscription', filter: { regex: '^[^$]' } },
    ],
  ])('is the same bytes: %s', (_, request) => {
    expect(readRequest(request).toString('hex')).toBe(generatedRead(request).toString('hex'));
  });
});
