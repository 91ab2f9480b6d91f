/** What a read asks for, in plain values. */
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { LoggedEvent } from './wire-log.ts';
import { streamIdOf } from './wire-messages.ts';

type Request = InstanceType<typeof streams.ReadReq>;
type Options = InstanceType<typeof streams.ReadReq.Options>;

export interface ReadRequest {
  /** Undefined: `$all`. */
  readonly streamId: string | undefined;
  /** A revision of the stream or a position of `$all`. */
  readonly from: number | 'start' | 'end';
  readonly isBackwards: boolean;
  /** Undefined: a subscription. */
  readonly max: number | undefined;
  /** Undefined: no filter, so no checkpoints either. */
  readonly matches: ((event: LoggedEvent) => boolean) | undefined;
  /** Events looked through until a checkpoint is told. */
  readonly checkpointEvery: number;
}

/** How many events a real server looks through at a time when the client does not say. */
const DEFAULT_SEARCH_WINDOW = 32;

export function readRequestOf(request: Request): ReadRequest {
  const options = request.getOptions() ?? new streams.ReadReq.Options();
  const filter = options.getFilter();
  const window = filter?.hasMax() === true ? filter.getMax() : DEFAULT_SEARCH_WINDOW;
  return {
    streamId: options.hasAll()
      ? undefined
      : streamIdOf(options.getStream()?.getStreamIdentifier()),
    from: fromOf(options),
    isBackwards:
      options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS,
    max: options.hasSubscription() ? undefined : Number(options.getCount()),
    matches: matcherOf(options),
    checkpointEvery: window * Math.max(1, filter?.getCheckpointintervalmultiplier() ?? 1),
  };
}

function fromOf(options: Options): number | 'start' | 'end' {
  const all = options.getAll();
  if (all !== undefined) {
    if (all.hasEnd()) return 'end';
    const position = all.getPosition();
    return position === undefined ? 'start' : Number(position.getCommitPosition());
  }
  const stream = options.getStream();
  if (stream?.hasEnd() === true) return 'end';
  return stream?.hasRevision() === true ? Number(stream.getRevision()) : 'start';
}

function matcherOf(options: Options): ((event: LoggedEvent) => boolean) | undefined {
  const filter = options.getFilter();
  if (filter === undefined) return undefined;
  const byStream = filter.hasStreamIdentifier();
  const expression = byStream ? filter.getStreamIdentifier() : filter.getEventType();
  const subject = ({ streamId, type }: LoggedEvent) => (byStream ? streamId : type);
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) {
    return (event) => prefixes.some((prefix) => subject(event).startsWith(prefix));
  }
  const regex = new RegExp(expression?.getRegex() ?? '');
  return (event) => regex.test(subject(event));
}
