/** What the figure of survey scores says of answers that are told by hand (V28). */
import { scores, type FigureQuestion, type FigureSum } from '@caseline/case-views';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  WrittenLog,
  assigned,
  caseNumber,
  happened,
  minute,
  opened,
  resolved,
  triaged,
} from '../support/case-streams.ts';
import { figureQuestion, openFigures, type OpenedFigures } from '../support/figures.ts';
import { onEachViewStore } from '../support/view-homes.ts';

const DAY_MINUTES = 1_440;
const DAY = Date.parse('2026-03-01') / 86_400_000;

const answered = (score: number, highestScore = 5) =>
  happened('SurveyAnswered', {
    score,
    highestScore,
    resolutionEventId: caseNumber(90),
    personal: { comment: 'Thank you.' },
  });

/** Three cases of two teams that are resolved at once; the last is of another scale. */
const [one, two, three] = [caseNumber(1), caseNumber(2), caseNumber(3)] as const;
const log = [one, two, three].reduce(
  (written, id, index) =>
    written.append(id, {
      recordedAt: minute(index),
      events: [
        opened(),
        triaged(),
        assigned(index === 0 ? 'network' : 'exchange'),
        resolved(minute(20_000)),
      ],
    }),
  new WrittenLog(),
);
log
  .append(one, { recordedAt: minute(60), events: [answered(5)] })
  .append(two, { recordedAt: minute(DAY_MINUTES), events: [answered(2)] })
  .append(three, { recordedAt: minute(8 * DAY_MINUTES), events: [answered(3, 3)] });

const none = { '1/5': 0, '2/5': 0, '3/5': 0, '4/5': 0, '5/5': 0 };

onEachViewStore((makeHome) => {
  describe('of three answers', () => {
    let on: OpenedFigures;
    beforeAll(async () => {
      on = await openFigures(makeHome, log.events);
    });
    afterAll(() => on.end());

    const items = async (more?: Partial<FigureQuestion>) =>
      scores(await on.queries.figureSums(figureQuestion('survey-scores', more)));

    test('the mean has two decimals, and nobody chose the others', async () => {
      const days = { firstDay: DAY, lastDay: DAY + 1 };
      expect(await items(days)).toEqual([
        { group: {}, values: { ...none, answers: 2, mean: 3.5, '2/5': 1, '5/5': 1 } },
      ]);
    });

    test('scores of two scales have no mean together', async () => {
      expect(await items()).toEqual([
        {
          group: {},
          values: {
            ...{ answers: 3, mean: null, ...none, '2/5': 1, '5/5': 1 },
            ...{ '1/3': 0, '2/3': 0, '3/3': 1 },
          },
        },
      ]);
    });

    test('they are told apart by team, severity and day, each on its own scale', async () => {
      const found = await items({ by: ['day', 'team', 'severity'] });
      expect(found.map(({ group, values }) => [group, values['answers'], values['mean']])).toEqual([
        [{ period: DAY, team: 'network', severity: 'B' }, 1, 5],
        [{ period: DAY + 1, team: 'exchange', severity: 'B' }, 1, 2],
        [{ period: DAY + 8, team: 'exchange', severity: 'B' }, 1, 3],
      ]);
    });

    test('as known before the second answer there was one', async () => {
      const asOf = { instant: minute(100), timeline: 'recorded' } as const;
      expect(await items({ asOf })).toMatchObject([{ values: { answers: 1, mean: 5 } }]);
    });

    test('each answer leads to its case', async () => {
      const asked = figureQuestion('survey-scores', { filter: { details: ['2/5'] } });
      const { items: cases } = await on.queries.figureCases(asked, { limit: 5 });
      expect(cases).toMatchObject([{ caseId: two, detail: '2/5', number: 1 }]);
    });
  });
});

test('means of thirds are rounded', () => {
  const sum = (detail: string, number: number): FigureSum => ({
    measure: 'survey-score',
    detail,
    number,
    durationMs: 0,
  });
  const [item] = scores([sum('4/5', 2), sum('5/5', 1)]);
  expect(item?.values).toMatchObject({ answers: 3, mean: 4.33, '4/5': 2, '5/5': 1, '1/5': 0 });
});
