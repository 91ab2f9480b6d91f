/** Appends of many streams over one call, told apart by correlation id. */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import type { Message } from 'google-protobuf';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Fault } from './faults.ts';
import { refusalError } from './refusals.ts';
import { refusalAtDoor, refusalByFault } from './server-state.ts';
import type { ServerState } from './server-state.ts';
import type { AppendAnswer, ExpectedState, ProposedEvent } from './wire-log.ts';
import { identifierOf, proposedEvent, streamIdOf, uuidOf, uuidText } from './wire-messages.ts';

type Request = InstanceType<typeof streams.BatchAppendReq>;
type Response = InstanceType<typeof streams.BatchAppendResp>;
type Options = InstanceType<typeof streams.BatchAppendReq.Options>;
type Call = grpc.ServerDuplexStream<Request, Response>;

interface Batch {
  readonly correlationId: string;
  readonly options: Options;
  readonly events: ProposedEvent[];
}

export const batchAppendService =
  (state: ServerState) =>
  (call: Call): void => {
    const refused = refusalAtDoor(state, call);
    const batches = new Map<string, Batch>();
    call.on('error', () => undefined);
    call.on('end', () => call.end());
    if (refused !== undefined) return void call.emit('error', refused);
    call.on('data', (request: Request) => {
      const batch = gather(batches, request);
      if (batch === undefined || !request.getIsFinal()) return;
      batches.delete(batch.correlationId);
      void answerBatch(state, call, batch);
    });
  };

function gather(batches: Map<string, Batch>, request: Request): Batch | undefined {
  const correlationId = uuidText(request.getCorrelationId());
  const options = request.getOptions();
  if (options !== undefined) batches.set(correlationId, { correlationId, options, events: [] });
  const batch = batches.get(correlationId);
  batch?.events.push(...request.getProposedMessagesList().map(proposedEvent));
  return batch;
}

async function answerBatch(state: ServerState, call: Call, batch: Batch): Promise<void> {
  const { options, events, correlationId } = batch;
  const fault = state.faults.take('append');
  if (await isStruck(fault, call)) return;
  const streamId = streamIdOf(options.getStreamIdentifier());
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(uuidOf(correlationId));
  response.setStreamIdentifier(identifierOf(streamId));
  const deadlineMs = options.getDeadline()?.toDate().getTime() ?? Number.POSITIVE_INFINITY;
  if (deadlineMs < state.nowMs()) {
    // The deadline is an instant of the client's clock, judged by the server's.
    response.setError(errorOf(new shared.Timeout(), 'event_store.client.Timeout'));
  } else {
    const expected = expectedOf(options);
    const createdAtMs = state.stampMs();
    const outcome = await state.log.append({ streamId, events, expected, createdAtMs });
    if (fault?.kind === 'answer-lost') {
      if (fault.as !== 'silence') call.emit('error', refusalError(fault.as));
      return;
    }
    setOutcome(response, outcome, streamId);
  }
  call.write(response);
  if (fault?.kind === 'answer-twice') call.write(response);
}

/** True when a fault takes the place of the work. */
async function isStruck(fault: Fault | undefined, call: Call): Promise<boolean> {
  if (fault?.kind === 'half-open') return true;
  const refused = refusalByFault(fault);
  if (refused !== undefined) call.emit('error', refused);
  if (fault?.kind === 'delay') await fault.until;
  return refused !== undefined;
}

function expectedOf(options: Options): ExpectedState {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return Number(options.getStreamPosition());
}

function setOutcome(response: Response, outcome: AppendAnswer, streamId: string): void {
  if (outcome.kind === 'appended') {
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new streams.BatchAppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    response.setSuccess(success);
  } else if (outcome.kind === 'wrong-version') {
    const wrong = new shared.WrongExpectedVersion();
    if (outcome.current === undefined) wrong.setCurrentNoStream(new empty.Empty());
    else wrong.setCurrentStreamRevision(String(outcome.current));
    response.setError(errorOf(wrong, 'event_store.client.WrongExpectedVersion'));
  } else {
    const deleted = new shared.StreamDeleted();
    deleted.setStreamIdentifier(identifierOf(streamId));
    response.setError(errorOf(deleted, 'event_store.client.StreamDeleted'));
  }
}

function errorOf(detail: Message, typeName: string): InstanceType<typeof status.Status> {
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), typeName);
  const error = new status.Status();
  error.setMessage(typeName);
  error.setDetails(packed);
  return error;
}
