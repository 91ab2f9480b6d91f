/** Figures of a written log: asked over all days, of views in a place of their own. */
import { findFigure, type FigureDefinition, type FigureQuestion } from '@caseline/case-views';
import type { RecordedEvent } from '@caseline/event-sourcing';
import type { OpenedQueries } from '@caseline/view-store';
import type { MakeViewHome } from './view-homes.ts';
import { ViewWorld } from './view-world.ts';

export function figureOf(name: string): FigureDefinition {
  const figure = findFigure(name);
  if (figure === undefined) throw new Error(`${name} is no figure`);
  return figure;
}

export const figureQuestion = (
  name: string,
  more: Partial<FigureQuestion> = {},
): FigureQuestion => ({
  figure: figureOf(name),
  firstDay: 0,
  lastDay: 40_000,
  filter: {},
  by: [],
  ...more,
});

export interface OpenedFigures {
  readonly world: ViewWorld;
  readonly queries: OpenedQueries;
  end(): Promise<void>;
}

/** Views of the whole log; throws where an event of it waits. */
export async function openFigures(
  makeHome: MakeViewHome,
  events: readonly RecordedEvent[],
): Promise<OpenedFigures> {
  const world = await ViewWorld.open(makeHome(), events);
  const runner = await world.runner();
  await runner.catchUp();
  const [waiting] = runner.health().flatMap(({ quarantined }) => quarantined);
  if (waiting !== undefined) throw new Error(`${waiting.streamId}: ${waiting.error}`);
  const queries = await world.queries();
  const end = async (): Promise<void> => {
    await queries.close();
    await world.dispose();
  };
  return { world, queries, end };
}
