/** Deletion of streams, for good (tombstone) or until the next append. */
import streams from '@eventstore/db-client/generated/streams_pb.js';
import grpc from '@grpc/grpc-js';
import { serviceError, streamDeleted } from './refusals.ts';
import { refusalAtDoor } from './server-state.ts';
import type { ServerState } from './server-state.ts';
import type { AppendAnswer, ExpectedState } from './wire-log.ts';
import { streamIdOf } from './wire-messages.ts';

type DeleteCall = grpc.ServerUnaryCall<
  InstanceType<typeof streams.DeleteReq>,
  InstanceType<typeof streams.DeleteResp>
>;
type TombstoneCall = grpc.ServerUnaryCall<
  InstanceType<typeof streams.TombstoneReq>,
  InstanceType<typeof streams.TombstoneResp>
>;
type Options = InstanceType<typeof streams.DeleteReq.Options>;

export const deleteService =
  (state: ServerState) =>
  (
    call: DeleteCall,
    answer: grpc.sendUnaryData<InstanceType<typeof streams.DeleteResp>>,
  ): void => {
    void remove(state, call, false).then((outcome) => {
      if (outcome instanceof Error) return answer(outcome);
      const position = new streams.DeleteResp.Position();
      position.setCommitPosition(String(outcome.position));
      position.setPreparePosition(String(outcome.position));
      const response = new streams.DeleteResp();
      response.setPosition(position);
      answer(null, response);
    });
  };

export const tombstoneService =
  (state: ServerState) =>
  (
    call: TombstoneCall,
    answer: grpc.sendUnaryData<InstanceType<typeof streams.TombstoneResp>>,
  ): void => {
    void remove(state, call, true).then((outcome) => {
      if (outcome instanceof Error) return answer(outcome);
      const position = new streams.TombstoneResp.Position();
      position.setCommitPosition(String(outcome.position));
      position.setPreparePosition(String(outcome.position));
      const response = new streams.TombstoneResp();
      response.setPosition(position);
      answer(null, response);
    });
  };

async function remove(
  state: ServerState,
  call: DeleteCall | TombstoneCall,
  isTombstone: boolean,
): Promise<Extract<AppendAnswer, { kind: 'appended' }> | grpc.ServiceError> {
  const refused = refusalAtDoor(state, call);
  if (refused !== undefined) return refused;
  const options = call.request.getOptions();
  const streamId = streamIdOf(options?.getStreamIdentifier());
  const expected = options === undefined ? 'any' : expectedOf(options);
  const outcome = await state.log.delete(streamId, expected, isTombstone);
  if (outcome.kind === 'appended') return outcome;
  if (outcome.kind === 'deleted') return streamDeleted(streamId);
  return serviceError(grpc.status.FAILED_PRECONDITION, 'Wrong expected version', {
    exception: 'wrong-expected-version',
    'stream-name': streamId,
    'expected-version': String(expected),
    ...(outcome.current === undefined ? {} : { 'actual-version': String(outcome.current) }),
  });
}

function expectedOf(
  options: Pick<Options, 'hasAny' | 'hasNoStream' | 'hasStreamExists' | 'getRevision'>,
): ExpectedState {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no-stream';
  return options.hasStreamExists() ? 'stream-exists' : Number(options.getRevision());
}
