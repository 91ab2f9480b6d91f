/** How a server introduces itself: what it can do, and who else is in its cluster. */
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import services from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type grpc from '@grpc/grpc-js';
import { refusalByFault } from './server-state.ts';
import type { Member, ServerState } from './server-state.ts';
import { uuidOf } from './wire-messages.ts';

type Empty = InstanceType<typeof shared.Empty>;
type Methods = InstanceType<typeof features.SupportedMethods>;
type Cluster = InstanceType<typeof gossip.ClusterInfo>;

const SERVER_VERSION = '23.10.1';

export const featuresService =
  (state: ServerState) =>
  (_call: grpc.ServerUnaryCall<Empty, Methods>, answer: grpc.sendUnaryData<Methods>): void => {
    const fault = state.faults.take('features');
    const refused = refusalByFault(fault);
    if (refused !== undefined) return answer(refused);
    if (fault?.kind === 'half-open') return;
    const methods = new features.SupportedMethods();
    methods.setEventStoreServerVersion(SERVER_VERSION);
    const { batchAppend: _, ...others } = services.StreamsService;
    const offered = state.hasBatchAppend ? services.StreamsService : others;
    for (const { path } of Object.values(offered)) {
      const [, serviceName = '', methodName = ''] = path.split('/');
      const method = new features.SupportedMethod();
      method.setServiceName(serviceName.toLowerCase());
      method.setMethodName(methodName.toLowerCase());
      methods.addMethods(method);
    }
    answer(null, methods);
  };

export const gossipService =
  (state: ServerState) =>
  (_call: grpc.ServerUnaryCall<Empty, Cluster>, answer: grpc.sendUnaryData<Cluster>): void => {
    const cluster = new gossip.ClusterInfo();
    state.members().forEach((member, index) => cluster.addMembers(memberOf(member, index)));
    answer(null, cluster);
  };

function memberOf({ host, port, isLeader }: Member, index: number) {
  const endpoint = new gossip.EndPoint();
  endpoint.setAddress(host);
  endpoint.setPort(port);
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const member = new gossip.MemberInfo();
  member.setInstanceId(uuidOf(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`));
  member.setTimeStamp('0');
  member.setState(isLeader ? LEADER : FOLLOWER);
  member.setIsAlive(true);
  member.setHttpEndPoint(endpoint);
  return member;
}
