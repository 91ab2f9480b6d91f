import {
  plainIntegerEnd,
  plainMembersEnd,
  plainObjectEnd,
  plainStringEnd,
  type StoredEvent,
} from '@caseline/event-sourcing';

/**
 * The event in a line that is as `casectl export` writes most: members in their order, and texts
 * that are canonical as they stand, so that they are hashed without being parsed and written again.
 * Undefined for any other line, also for one that says the same in another way.
 */
export function writtenEvent(line: string): StoredEvent | undefined {
  const cursor = new LineCursor(line);
  const id = cursor.text('{"id":');
  const type = cursor.text(',"type":');
  const dataJson = cursor.pass(',"data":', plainObjectEnd);
  // The hash is written behind the metadata that it covers, where no order puts it.
  const metadata = cursor.pass(',"metadata":', plainMembersEnd);
  const hash = cursor.text(',"hash":');
  const streamId = ownText(cursor.text('},"streamId":'));
  const revision = Number(cursor.pass(',"revision":', plainIntegerEnd));
  const position = Number(cursor.pass(',"position":', plainIntegerEnd));
  const recordedAt = cursor.isAtEnd('}') ? recordedAtIn(metadata) : undefined;
  if (recordedAt === undefined) return undefined;
  const metadataJson = `${metadata}}`;
  return { id, type, dataJson, metadataJson, hash, streamId, revision, position, recordedAt };
}

/** A text by itself: a part of a line keeps all of the line in memory for as long as it is kept. */
const ownText = (part: string): string => Buffer.from(part).toString();

/** Where the value ends that begins at `from`; negative where there is none. */
type EndOf = (line: string, from: number) => number;

/** Goes through a line from front to back; once it meets something else it stays there. */
class LineCursor {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** The value behind some characters; nothing where either is missing. */
  pass(before: string, endOf: EndOf): string {
    if (this.#at < 0 || !this.#line.startsWith(before, this.#at)) return this.#stop();
    const from = this.#at + before.length;
    this.#at = endOf(this.#line, from);
    return this.#at < 0 ? '' : this.#line.slice(from, this.#at);
  }

  /** The text in the string behind some characters. */
  text(before: string): string {
    return this.pass(before, plainStringEnd).slice(1, -1);
  }

  isAtEnd(rest: string): boolean {
    return this.#at === this.#line.length - rest.length && this.#line.endsWith(rest);
  }

  #stop(): string {
    this.#at = -1;
    return '';
  }
}

const RECORDED_AT = ',"recordedAt":"';

/**
 * The instant in metadata, not one in what it holds: behind that a brace would come. Undefined too
 * where metadata may have a hash of its own, which the one behind it would replace.
 */
function recordedAtIn(metadata: string): string | undefined {
  const key = metadata.indexOf(RECORDED_AT);
  const from = key + RECORDED_AT.length;
  const to = metadata.indexOf('"', from);
  if (key < 0 || metadata.includes('}', to) || metadata.includes('hash":')) return undefined;
  return metadata.slice(from, to);
}
