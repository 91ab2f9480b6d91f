import { randomUUID } from 'node:crypto';
import { problem } from '../problems/problem.ts';

/** The longest `Idempotency-Key`. */
export const MAX_KEY_LENGTH = 200;

/** The strong ETag of a revision. */
export const etagOf = (revision: number): string => `"${revision}"`;

/** The revision of `If-Match`; absent when there is none. Lists, `*` and weak tags are refused. */
export function expectedRevision(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const [, revision] = /^"(0|[1-9]\d{0,14})"$/.exec(ifMatch.trim()) ?? [];
  if (revision !== undefined) return Number(revision);
  throw problem('invalid-if-match', 'If-Match takes one ETag as this API answers it, like "7".', {
    errors: [{ pointer: 'If-Match', code: 'invalid-if-match', detail: 'not one strong ETag' }],
  });
}

/**
 * The key that makes a retry harmless: what the client sent, quoted or not, or a new one that makes
 * this request its own.
 */
export function idempotencyKey(header: string | undefined): string {
  if (header === undefined) return randomUUID();
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (key.length >= 1 && key.length <= MAX_KEY_LENGTH && /^[\x21-\x7e]+$/.test(key)) return key;
  throw problem('invalid-idempotency-key', 'Use 1 to 200 printable ASCII characters, no spaces.', {
    errors: [{ pointer: 'Idempotency-Key', code: 'invalid-idempotency-key', detail: 'not usable' }],
  });
}
