/** What a reading or a subscription asks of the server: `ReadReq`. */
import { MessageWriter } from './message-writer.ts';

/** A place in a log or stream to read from: where an event begins. */
export type ReadFrom = number | 'start' | 'end';

/** Streams that are wanted: by the beginning of their names, or by a regular expression. */
export type NameFilter = { readonly prefixes: readonly string[] } | { readonly regex: string };

export type ReadRequest =
  | {
      readonly streamId: string;
      readonly from: ReadFrom;
      readonly direction: 'forwards' | 'backwards';
      readonly max: number;
    }
  | {
      readonly streamId?: undefined;
      readonly from: ReadFrom;
      readonly direction: 'forwards' | 'backwards';
      readonly max: number | 'subscription';
      readonly filter?: NameFilter;
    };

const REQUEST_BYTES = 256;
const BACKWARDS = 1;

/** The fields of `ReadReq.Options`. */
const options = {
  stream: 1,
  all: 2,
  direction: 3,
  count: 5,
  subscription: 6,
  filter: 7,
  noFilter: 8,
  uuids: 9,
} as const;

export function readRequest(request: ReadRequest): Buffer {
  const writer = new MessageWriter(REQUEST_BYTES);
  writer.nested(1, () => writeOptions(writer, request));
  return writer.written();
}

function writeOptions(writer: MessageWriter, request: ReadRequest): void {
  const filter = request.streamId === undefined ? request.filter : undefined;
  // Ids as text.
  writer.nested(options.uuids, () => writer.empty(2));
  if (filter === undefined) writer.empty(options.noFilter);
  else writer.nested(options.filter, () => writeFilter(writer, filter));
  if (request.max === 'subscription') writer.empty(options.subscription);
  else writer.member(options.count, request.max);
  if (request.direction === 'backwards') writer.integer(options.direction, BACKWARDS);
  if (request.streamId === undefined) {
    writer.nested(options.all, () => writePosition(writer, request.from));
  } else {
    const { streamId, from } = request;
    writer.nested(options.stream, () => writeRevision(writer, streamId, from));
  }
}

function writePosition(writer: MessageWriter, from: ReadFrom): void {
  if (from === 'end') writer.empty(3);
  else if (from === 'start') writer.empty(2);
  else {
    writer.nested(1, () => {
      writer.integer(2, from);
      writer.integer(1, from);
    });
  }
}

function writeRevision(writer: MessageWriter, streamId: string, from: ReadFrom): void {
  if (from === 'end') writer.empty(4);
  else if (from === 'start') writer.empty(3);
  else writer.member(2, from);
  writer.nested(1, () => writer.text(3, streamId));
}

/** By stream name, with the server's own window and the smallest distance of checkpoints. */
function writeFilter(writer: MessageWriter, filter: NameFilter): void {
  writer.integer(5, 1);
  writer.empty(4);
  writer.nested(1, () => {
    if ('regex' in filter) writer.text(1, filter.regex);
    else for (const prefix of filter.prefixes.toReversed()) writer.text(2, prefix);
  });
}
