import { hash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import { canonicalJson } from './hash-chain.ts';

/** The namespace of all ids that the engine derives. */
const CASELINE = '6f0b2a4e-5d1c-5c6e-9a53-0d5c8f2f7b11';

/** A UUIDv5 of the parts: the same parts always give the same id. */
export const derivedId = (...parts: readonly string[]): string =>
  uuidV5(parts.map((part) => `${part.length}:${part}`).join(''), CASELINE);

/**
 * The command id of an idempotency key. The scope (a stream, or who is opening one) is part of it, so
 * that two callers who happen to choose the same key never meet.
 */
export const commandIdOf = (scope: string, key: string): string =>
  derivedId('command', scope, key);

/** The id of the n-th event of a command, counting from 0: the same again on every attempt. */
export const eventIdOf = (commandId: string, index: number): string =>
  uuidV5(String(index), commandId);

/** Digest of what a command asks for: one key with two fingerprints is a mistake of the client. */
export const fingerprintOf = (request: unknown): string =>
  hash('sha256', canonicalJson(request)).slice(0, 32);
