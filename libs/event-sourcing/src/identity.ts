import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/** The namespace of all ids that the engine derives. */
const CASELINE = namespaceOf('6f0b2a4e-5d1c-5c6e-9a53-0d5c8f2f7b11');

/** A UUIDv5 of the parts: the same parts always give the same id. */
export const derivedId = (...parts: readonly string[]): string =>
  uuidV5(parts.map((part) => `${part.length}:${part}`).join(''), CASELINE);

/**
 * The command id of an idempotency key. The scope (a stream, or who is opening one) is part of it,
 * so that two callers who happen to choose the same key never meet.
 */
export const commandIdOf = (scope: string, key: string): string => derivedId('command', scope, key);

/** The id of the n-th event of a command, counting from 0: the same again on every attempt. */
export const eventIdOf = (commandId: string, index: number): string => eventIdsOf(commandId)(index);

/** `eventIdOf` for the events of one command; an id asked for twice is derived once. */
export function eventIdsOf(commandId: string): (index: number) => string {
  const namespace = namespaceOf(commandId);
  const ids: string[] = [];
  return (index) => (ids[index] ??= uuidV5(String(index), namespace));
}

/** Digest of what a command asks for: one key with two fingerprints is a mistake of the client. */
export const fingerprintOf = (request: unknown): string =>
  hash('sha256', canonicalJson(request)).slice(0, 32);

/** The bytes of a UUID in text. */
function namespaceOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

const NAMESPACE_BYTES = 16;
/** Room for the names that there are: a UTF-16 unit takes at most three bytes. */
const SHORT_NAME = 500;
const BYTES_PER_UNIT = 3;
/** Written anew for every id, since two buffers an id cost as much as hashing it. */
const named = Buffer.alloc(NAMESPACE_BYTES + SHORT_NAME * BYTES_PER_UNIT);

/**
 * RFC 9562, version 5. A command derives about five ids; the package `uuid` took a tenth of the
 * whole time of a command for them, one call of the platform's hash takes a hundredth.
 */
function uuidV5(name: string, namespace: Buffer): string {
  const digest = hash('sha1', bytesOf(name, namespace));
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) & 0x3);
  return (
    `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-` +
    `${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  );
}

function bytesOf(name: string, namespace: Buffer): Buffer {
  if (name.length > SHORT_NAME) return Buffer.concat([namespace, Buffer.from(name)]);
  namespace.copy(named);
  return named.subarray(0, NAMESPACE_BYTES + named.write(name, NAMESPACE_BYTES));
}
