/** The load generator from the side of a bench. */
import type { CaselineServer } from '../../support/caseline-server.ts';
import { HttpConnection } from '../../support/http-connection.ts';
import type { ChildModule } from '../child-module.ts';
import type { LoadPlan, LoadReport, LoadWork } from './load-plan.ts';

/** How many requests are under way at once. */
export const CONNECTIONS = 64;

/** Something that takes the same requests. */
export interface Target {
  readonly port: number;
  readonly tokens: LoadPlan['tokens'];
  readonly caseIds: readonly string[];
}

export type Load = (target: Target, work: LoadWork) => Promise<LoadReport>;

/** Has the generator do its work; throws when anything was answered by a refusal. */
export async function askLoad(
  generator: ChildModule,
  { port, tokens, caseIds }: Target,
  work: LoadWork,
): Promise<LoadReport> {
  const plan: LoadPlan = { port, tokens, caseIds, work, connections: CONNECTIONS };
  const done = await generator.ask<LoadReport>(plan);
  const [refused] = done.unexpected;
  if (refused !== undefined) {
    throw new Error(`${refused.count} answers ${refused.status}, the first: ${refused.body}`);
  }
  return done;
}

type Access = Pick<CaselineServer, 'port' | 'tokens'>;

/** Resolves when the queue shows a position; throws when the server waits no longer. */
export async function viewsReached({ port, tokens }: Access, position: number): Promise<void> {
  const connection = await HttpConnection.open(port);
  const headers = [`authorization: Bearer ${tokens.agent}`];
  const path = `/v1/queue?limit=1&minPosition=${position}`;
  const { status, body } = await connection.send({ method: 'GET', path, headers });
  connection.close();
  if (status !== 200) throw new Error(`the views did not follow: ${body}`);
}
