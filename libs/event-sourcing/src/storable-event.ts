import type { NewEvent } from './envelope.ts';
import { UnstorableEvent } from './event-store.ts';

/** The most bytes of JSON in one append: what every supported store takes in one piece. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** The deepest nesting of an event's JSON; deeper is a mistake or a cycle. */
const MAX_JSON_DEPTH = 64;

const MAX_NAME_LENGTH = 512;

/**
 * The events of an append as one JSON array, or `UnstorableEvent` naming the first fault. Every
 * store calls this before it writes anything, so that all refuse the same: `JSON.stringify` alone
 * drops `undefined`, turns NaN into null and lets a `Date` lose its type without a word.
 */
export function storableJson(streamId: string, events: readonly NewEvent[]): string {
  checkName('stream id', streamId);
  if (events.length === 0) throw new UnstorableEvent(`nothing to append to ${streamId}`);
  for (const event of events) {
    checkName('event id', event.id);
    checkName('event type', event.type);
    checkJson(event.data, `${event.type}.data`, 0);
    checkJson(event.metadata, `${event.type}.metadata`, 0);
  }
  const json = JSON.stringify(events);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_APPEND_BYTES) {
    throw new UnstorableEvent(`an append of ${bytes} bytes is over ${MAX_APPEND_BYTES} bytes`);
  }
  return json;
}

function checkName(what: string, name: string): void {
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME_LENGTH) {
    throw new UnstorableEvent(`the ${what} must be 1 to ${MAX_NAME_LENGTH} characters`);
  }
  if (!name.isWellFormed() || name.includes('\0')) {
    throw new UnstorableEvent(`the ${what} holds a character that cannot be stored`);
  }
}

function checkJson(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new UnstorableEvent(`${path} holds half a character`);
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new UnstorableEvent(`${path} is ${value}, which JSON lacks`);
  } else if (typeof value === 'object' && value !== null) {
    checkNesting(value, path, depth + 1);
  } else if (value !== null && typeof value !== 'boolean') {
    throw new UnstorableEvent(`${path} is a ${typeof value}, which JSON lacks`);
  }
}

function checkNesting(value: object, path: string, depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw new UnstorableEvent(`${path} is nested too deep`);
  if (Array.isArray(value)) {
    value.forEach((member, index) => checkJson(member, `${path}/${index}`, depth));
    // `forEach` skips holes, which JSON would turn into null.
    if (Object.keys(value).length !== value.length) {
      throw new UnstorableEvent(`${path} is an array with holes or names`);
    }
    return;
  }
  if (!isPlainObject(value)) throw new UnstorableEvent(`${path} is not a plain object`);
  for (const key in value) {
    if (!key.isWellFormed()) throw new UnstorableEvent(`${path} has a key with half a character`);
    checkJson((value as Record<string, unknown>)[key], `${path}/${key}`, depth);
  }
}

/** Independent of the realm: an object of another context has another `Object.prototype`. */
function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
