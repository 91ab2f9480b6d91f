/** Who asks much of the views in SQLite does not hold up the process that answers commands. */
import { figureCatalogue, type FigureQuestion } from '@caseline/case-views';
import type { OpenedQueries } from '@caseline/view-store';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sqliteHome } from '../support/view-homes.ts';
import { ViewWorld } from '../support/view-world.ts';

const [figure] = figureCatalogue;
if (figure === undefined) throw new Error('the catalogue has no figure');
const question: FigureQuestion = { figure, firstDay: 20_000, lastDay: 20_028, filter: {}, by: [] };
const page = { limit: 50 };
const now = '2026-03-02T02:00:00.000Z';
const asOf = { instant: now, timeline: 'recorded' } as const;

const home = sqliteHome();
let world: ViewWorld;
let queries: OpenedQueries;

beforeAll(async () => {
  world = await ViewWorld.open(home);
  await world.runner();
});

afterAll(() => world.dispose());

/** In a process that has asked nothing yet, so that the answer takes a while. */
async function orderOf(ask: () => Promise<unknown>): Promise<readonly string[]> {
  queries = await home.queries();
  const done: string[] = [];
  setImmediate(() => done.push('other work'));
  await ask();
  done.push('answer');
  await queries.close();
  return done;
}

test.each<[string, () => Promise<unknown>]>([
  ['a queue of the past', () => queries.queuePage({}, page, asOf)],
  ['a list of cases', () => queries.casesPage({ status: 'declined' }, page)],
  ['promises', () => queries.slaPage({ state: 'met' }, page, { now })],
  ['promises of the past', () => queries.slaPage({}, page, { now, asOf })],
  ['counts', () => queries.countsByStatus({})],
  ['counts of the past', () => queries.countsByStatus({}, asOf)],
  ['a figure', () => queries.figureSums(question)],
  ['the spans of a figure', () => queries.figureSpans(question)],
  ['the cases of a figure', () => queries.figureCases(question, page)],
])('who asks for %s lets other work go on', async (_, ask) => {
  expect(await orderOf(ask)).toEqual(['other work', 'answer']);
});

test("an agent's queue is answered at once", async () => {
  expect(await orderOf(() => queries.queuePage({}, page))).toEqual(['answer']);
});
