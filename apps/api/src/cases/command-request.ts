import type { Role } from '@caseline/case-domain';
import type { Asking, GivenCommand } from '@caseline/case-engine';
import { z } from 'zod';
import type { AuthenticatedRequest } from '../access/access.guard.ts';
import { actingRole, actorOf } from '../access/principal.ts';
import { problem } from '../problems/problem.ts';
import { instantParameter } from '../requests/instants.ts';
import { present } from '../requests/paging.ts';
import { expectedRevision, idempotencyKey } from '../requests/request-headers.ts';
import { refuseIllFormedText } from '../requests/well-formed.ts';
import { parseRequest } from '../requests/zod.pipe.ts';

/** What must be known of a command to take it from a request. */
export interface RequestedCommand {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly schema: z.ZodType;
  readonly backdatable: boolean;
}

/** A command's schema says what is in it; a list or a text is refused before by what it is. */
const bodyObject = z.looseObject({});

const lateInstant = z.object({ occurredAt: instantParameter.optional() });

/** A command from a request: its body against the schema of the command, its revision condition. */
export function givenCommand(
  definition: RequestedCommand,
  { body, headers }: AuthenticatedRequest,
): GivenCommand {
  const stated = parseRequest(bodyObject, body ?? {});
  const { occurredAt, payload } = definition.backdatable
    ? withoutInstant(stated)
    : { occurredAt: undefined, payload: stated };
  // The schema of every command is one of an object.
  const parsed = parseRequest(definition.schema, payload) as Readonly<Record<string, unknown>>;
  refuseIllFormedText(parsed);
  return {
    name: definition.name,
    payload: parsed,
    ...present({ occurredAt, expectedRevision: expectedRevision(headers['if-match']) }),
  };
}

/** Who asks and under which key, from the request's token and headers. */
export function askingOf(
  definition: Pick<RequestedCommand, 'roles'>,
  request: AuthenticatedRequest,
): Asking {
  const { principal, headers } = request;
  if (!definition.roles.some((role) => role !== 'engine')) {
    throw problem('not-found', 'The engine alone gives this command.');
  }
  const role = actingRole(principal, definition.roles) ?? principal.roles[0] ?? 'none';
  const key = headers['idempotency-key'];
  return {
    actor: actorOf(principal, role),
    idempotencyKey: idempotencyKey(typeof key === 'string' ? key : undefined),
    correlationId: request.id,
  };
}

function withoutInstant(stated: Readonly<Record<string, unknown>>) {
  const { occurredAt, ...payload } = stated;
  const body = parseRequest(lateInstant, { occurredAt });
  return { occurredAt: body.occurredAt, payload };
}
