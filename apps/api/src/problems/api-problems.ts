/** Refusals of the API itself; those of the rules are in the catalogues of their libraries. */
export const apiProblems = {
  'invalid-request': { status: 422, title: 'The request does not fit its schema.' },
  'malformed-json': { status: 400, title: 'The body is not JSON.' },
  'body-too-large': { status: 413, title: 'The body is larger than the limit.' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json.' },
  unauthenticated: { status: 401, title: 'A valid bearer token is needed.' },
  'role-missing': { status: 403, title: 'Your roles do not allow this.' },
  'not-found': { status: 404, title: 'There is nothing here, or nothing for you.' },
  'method-not-allowed': { status: 405, title: 'The resource has no such method.' },
  'stale-revision': { status: 412, title: 'The resource changed since you read it.' },
  'invalid-if-match': { status: 400, title: 'If-Match must be one strong ETag of the resource.' },
  'invalid-idempotency-key': { status: 400, title: 'Idempotency-Key must be 1 to 200 characters.' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another.' },
  'too-many-conflicts': { status: 409, title: 'The resource is being changed by others.' },
  'position-not-reached': { status: 503, title: 'The views have not reached that position yet.' },
  'too-busy': { status: 503, title: 'Too many requests wait already.' },
  'store-full': { status: 507, title: 'The event store has no room.' },
  'store-read-only': { status: 503, title: 'The event store refuses writes until a restart.' },
  'outcome-unknown': { status: 503, title: 'The store gave no answer; repeat with the same key.' },
  'too-many-feeds': { status: 503, title: 'Too many live feeds are open.' },
  'instant-in-the-future': { status: 422, title: 'The instant has not come yet.' },
  'internal-error': { status: 500, title: 'Something is broken in the server.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ApiProblemCode = keyof typeof apiProblems;
