/** Append of one call: a header, then events, one answer at the end. */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type grpc from '@grpc/grpc-js';
import type { Fault } from './faults.ts';
import { refusalError, streamDeleted } from './refusals.ts';
import { refusalAtDoor, refusalByFault } from './server-state.ts';
import type { ServerState } from './server-state.ts';
import type { AppendAnswer, AppendAsked, ExpectedState, ProposedEvent } from './wire-log.ts';
import { proposedEvent, streamIdOf } from './wire-messages.ts';

type Request = InstanceType<typeof streams.AppendReq>;
type Response = InstanceType<typeof streams.AppendResp>;
type Options = InstanceType<typeof streams.AppendReq.Options>;
type Call = grpc.ServerReadableStream<Request, Response>;
type Answer = grpc.sendUnaryData<Response>;

export const appendService =
  (state: ServerState) =>
  (call: Call, answer: Answer): void => {
    state.calls.follow('append', call);
    const refused = refusalAtDoor(state, call);
    const fault = state.faults.take('append');
    collect(call, (options, events) => {
      const error = refused ?? refusalByFault(fault);
      if (error !== undefined) return answer(error);
      void work(state, fault, { call, answer, options, events });
    });
  };

interface Asked {
  readonly call: Call;
  readonly answer: Answer;
  readonly options: Options;
  readonly events: readonly ProposedEvent[];
}

async function work(state: ServerState, fault: Fault | undefined, asked: Asked): Promise<void> {
  if (fault?.kind === 'half-open') return;
  if (fault?.kind === 'delay') await fault.until;
  const { options, events } = asked;
  const wanted: AppendAsked = {
    streamId: streamIdOf(options.getStreamIdentifier()),
    events,
    expected: expectedOf(options),
    createdAtMs: state.stampMs(),
  };
  const outcome = await state.log.append(wanted);
  if (fault?.kind === 'answer-lost') {
    if (fault.as !== 'silence') asked.answer(refusalError(fault.as));
    return;
  }
  if (outcome.kind === 'deleted') return asked.answer(streamDeleted(wanted.streamId));
  const response = responseOf(outcome, wanted.expected);
  if (fault?.kind === 'answer-twice') sendBesides(asked.call, response);
  asked.answer(null, response);
}

function collect(
  call: Call,
  whenAll: (options: Options, events: readonly ProposedEvent[]) => void,
): void {
  let options: Options | undefined;
  const events: ProposedEvent[] = [];
  call.on('data', (request: Request) => {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message !== undefined) events.push(proposedEvent(message));
  });
  call.on('error', () => undefined);
  call.on('end', () => {
    if (options !== undefined) whenAll(options, events);
  });
}

function expectedOf(options: Options): ExpectedState {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  if (options.hasStreamExists()) return 'stream-exists';
  return Number(options.getRevision());
}

function responseOf(
  outcome: Exclude<AppendAnswer, { kind: 'deleted' }>,
  expected: ExpectedState,
): Response {
  const response = new streams.AppendResp();
  if (outcome.kind === 'appended') {
    const position = new streams.AppendResp.Position();
    position.setCommitPosition(String(outcome.position));
    position.setPreparePosition(String(outcome.position));
    const success = new streams.AppendResp.Success();
    success.setCurrentRevision(String(outcome.revision));
    success.setPosition(position);
    response.setSuccess(success);
    return response;
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  if (typeof expected === 'number') wrong.setExpectedRevision(String(expected));
  else if (expected === 'no-stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else wrong.setExpectedStreamExists(new shared.Empty());
  response.setWrongExpectedVersion(wrong);
  return response;
}

/** Puts a message on the wire ahead of the answer, which the library offers for streams only. */
function sendBesides(call: Call, response: Response): void {
  const inner = (call as unknown as { call?: { sendMessage?: SendMessage } }).call;
  if (inner?.sendMessage === undefined) throw new Error('grpc-js cannot send a second answer');
  inner.sendMessage(response, () => undefined);
}

type SendMessage = (message: Response, callback: () => void) => void;
