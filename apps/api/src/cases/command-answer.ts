import { rejectionCatalogue } from '@caseline/case-domain';
import type { CommandOutcome, Rejection } from '@caseline/event-sourcing';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { apiProblems } from '../problems/api-problems.ts';
import { problemOfRejection, type Problem } from '../problems/problem.ts';
import { etagOf } from '../requests/request-headers.ts';

/** What every command answers. */
export const commandAnswer = z
  .object({
    revision: z.int().describe('of the last event of the command; also the ETag'),
    position: z.int().describe('pass it as minPosition to read what you wrote'),
    recordedAt: z.iso.datetime(),
    events: z.array(z.object({ id: z.uuid(), type: z.string() })),
  })
  .meta({ id: 'CommandAnswer' });

export type CommandAnswer = z.output<typeof commandAnswer>;

/** The body of an accepted command, with its headers set; a refusal is thrown as its problem. */
export function answerOf(outcome: CommandOutcome, reply: FastifyReply): CommandAnswer {
  if (outcome.kind === 'rejected') throw refusalProblem(outcome.rejection);
  const { revision, position, recordedAt, events, replayed } = outcome;
  void reply.header('etag', etagOf(revision));
  if (replayed) void reply.header('idempotency-replayed', 'true');
  return { revision, position, recordedAt, events: [...events] };
}

/** Every code a command can be refused with; the API has better words for some of its own. */
const entries: Readonly<Record<string, { readonly status: number; readonly title: string }>> = {
  ...Object.fromEntries(
    Object.entries(rejectionCatalogue).map(([code, { status, sentence }]) => [
      code,
      { status, title: sentence },
    ]),
  ),
  ...apiProblems,
};

/** The problem of a refusal. A code that is in no catalogue is a bug. */
export function refusalProblem(rejection: Rejection): Problem {
  const entry = entries[rejection.code];
  if (entry === undefined) throw new Error(`${rejection.code} is in no catalogue`);
  return problemOfRejection(rejection, entry);
}
