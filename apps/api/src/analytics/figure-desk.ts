import { Inject, Injectable } from '@nestjs/common';
import {
  counts,
  durations,
  periodIn,
  periodNamed,
  periodsOf,
  scores,
  shares,
  stocks,
  type FigureGroup,
  type FigureItem,
  type FigureQuestion,
  type FigureShape,
} from '@caseline/case-views';
import { QUERIES } from '../ports.ts';
import type { CaseQueries } from '../ports.ts';
import { BusinessSpans } from './business-spans.ts';

/** Before the first day there is: a stock has come together since then. */
const FIRST_DAY = 0;

/** Puts figures together from the sums and spans of the views. */
@Injectable()
export class FigureDesk {
  readonly #shapes: Readonly<
    Record<FigureShape, (question: FigureQuestion) => Promise<readonly FigureItem[]>>
  >;

  constructor(
    @Inject(QUERIES) private readonly queries: CaseQueries,
    @Inject(BusinessSpans) private readonly spans: BusinessSpans,
  ) {
    this.#shapes = {
      share: async (question) => shares(await queries.figureSums(question)),
      count: async (question) => counts(await queries.figureSums(question)),
      score: async (question) => scores(await queries.figureSums(question)),
      duration: async (question) => durations(await queries.figureSums(question)),
      span: async (question) => this.spans.measured(await queries.figureSpans(question)),
      stock: (question) => this.#stock(question),
    };
  }

  /** The items of an answer. Throws `TooManyFigures`. */
  async items(question: FigureQuestion) {
    const items = await this.#shapes[question.figure.shape](question);
    return items.map(({ group, values }) => ({ group: shownGroup(question, group), values }));
  }

  async #stock(question: FigureQuestion): Promise<readonly FigureItem[]> {
    const { figure, firstDay, lastDay, by } = question;
    const period = periodIn(by);
    const before = await this.queries.figureSums({
      ...question,
      firstDay: FIRST_DAY,
      // Where no period is asked for, the stock at the end of the last day is one sum.
      lastDay: period === undefined ? lastDay : firstDay - 1,
      by: by.filter((dimension) => dimension !== period),
    });
    if (period === undefined)
      return withoutPeriod(stocks(figure, { before, changes: [], periods: [0] }));
    const changes = await this.queries.figureSums(question);
    return stocks(figure, { before, changes, periods: periodsOf(period, question) });
  }
}

const withoutPeriod = (items: readonly FigureItem[]): readonly FigureItem[] =>
  items.map(({ group: { period: _, ...group }, values }) => ({ group, values }));

/** A group by the names that people know; null for a severity or team that a case has not. */
function shownGroup({ by }: FigureQuestion, { period, ...group }: FigureGroup) {
  const unit = periodIn(by);
  const shown = Object.entries(group).map(([name, value]) => [
    name,
    value === '' && name !== 'detail' ? null : value,
  ]);
  const named = unit === undefined ? {} : { [unit]: periodNamed(unit, period ?? 0) };
  return { ...named, ...Object.fromEntries(shown) };
}
