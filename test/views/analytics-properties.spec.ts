/** What figures say of random cases is what the rules make of their events. */
import { caseDecider, type CaseState } from '@caseline/case-domain';
import {
  figureCatalogue,
  figureDimensions,
  iso,
  scores,
  stocks,
  type AsOf,
} from '@caseline/case-views';
import type { RecordedEvent } from '@caseline/event-sourcing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { figureOf, figureQuestion, openFigures, type OpenedFigures } from '../support/figures.ts';
import { randomCaseLog, stateAfter } from '../support/random-cases.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { onEachViewStore } from '../support/view-homes.ts';

onEachViewStore((makeHome) => {
  describe('of random cases', () => {
    const log = randomCaseLog(12, { cases: 8, steps: 40 });
    let on: OpenedFigures;
    beforeAll(async () => {
      on = await openFigures(makeHome, log.events);
    });
    afterAll(() => on.end());

    const random = seededRandom(8);
    const ends = log.events.map(({ metadata }) => Date.parse(metadata.recordedAt));
    const instants = Array.from({ length: 30 }, () =>
      iso(random.pick(ends) + random.below(3_600_000)),
    );
    const always: AsOf = { instant: '9999-01-01T00:00:00.000Z', timeline: 'recorded' };
    const spread = figureDimensions.filter((name) => name !== 'organization' && name !== 'week');

    test('they say something of every figure', async () => {
      const silent: string[] = [];
      for (const { name } of figureCatalogue) {
        const past = await Promise.all(
          [always.instant, ...instants].map((instant) =>
            on.queries.figureCases(figureQuestion(name, { asOf: { ...always, instant } }), {
              limit: 1,
            }),
          ),
        );
        if (past.every(({ items }) => items.length === 0)) silent.push(name);
      }
      expect(silent).toEqual([]);
    });

    test.each(figureCatalogue.map(({ name }) => name))(
      '%s: what is rolled up is what its lines add up to, and so do its cases',
      async (name) => {
        const rolled = await on.queries.figureSums(figureQuestion(name, { by: spread }));
        const lines = await on.queries.figureSums(
          figureQuestion(name, { by: spread, asOf: always }),
        );
        expect(rolled).toEqual(lines);
        const { items } = await on.queries.figureCases(figureQuestion(name), { limit: 200 });
        const { measures } = figureOf(name);
        const total = rolled.reduce(
          (sum, { measure, number }) => sum + number * (measures[measure] ?? 0),
          0,
        );
        expect(items.reduce((sum, { number }) => sum + number, 0)).toBe(total);
      },
    );

    test('as known at an instant, every figure is that of the log which ended there', async () => {
      for (const instant of instants.slice(0, 4)) {
        const asOf: AsOf = { instant, timeline: 'recorded' };
        const cut = await openFigures(
          makeHome,
          log.events.filter(({ metadata }) => metadata.recordedAt <= instant),
        );
        for (const { name } of figureCatalogue) {
          const then = await on.queries.figureSums(figureQuestion(name, { by: spread, asOf }));
          expect(then).toEqual(await cut.queries.figureSums(figureQuestion(name, { by: spread })));
        }
        await cut.end();
      }
    });

    /** The cases as the domain folds the events that were known, or had happened, by then. */
    function folded({ instant, timeline }: AsOf): readonly CaseState[] {
      const at = timeline === 'recorded' ? 'recordedAt' : 'occurredAt';
      const streams = new Map<string, RecordedEvent[]>();
      for (const event of log.events.filter(({ metadata }) => metadata[at] <= instant)) {
        streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
      }
      return [...streams.values()].map((events) => stateAfter(caseDecider.initialState, events));
    }

    const verdicts = (states: readonly CaseState[]) => {
      const judged = new Map<string, number>();
      for (const { kind, severity, state, verdict } of states.flatMap((each) => each.objectives)) {
        if (verdict === null || state === 'retargeted') continue;
        const key = [kind, severity ?? '', verdict].join(' ');
        judged.set(key, (judged.get(key) ?? 0) + 1);
      }
      return Object.fromEntries(judged);
    };

    describe.each(['recorded', 'occurred'] as const)('on the timeline %s', (timeline) => {
      test('attainment is what the folds of the events judge', async () => {
        for (const instant of instants) {
          const asOf = { instant, timeline };
          const details = ['first-response', 'next-update', 'resolution', 'customer-answer'];
          const asked = figureQuestion('attainment', {
            by: ['severity'],
            filter: { details },
            asOf,
          });
          const found = (await on.queries.figureSums(asked)).map(
            ({ detail, severity, measure, number }) =>
              [[detail, severity, measure.replace('promise-', '')].join(' '), number] as const,
          );
          expect(Object.fromEntries(found)).toEqual(verdicts(folded(asOf)));
        }
      });

      test('the backlog is the open cases of the folds', async () => {
        for (const instant of instants) {
          const asOf = { instant, timeline };
          const sums = await on.queries.figureSums(
            figureQuestion('backlog', { by: ['severity'], asOf }),
          );
          const found = stocks(figureOf('backlog'), { before: sums, changes: [], periods: [0] });
          const open = folded(asOf).filter(({ lifecycle }) =>
            ['opened', 'triaged', 'responded'].includes(lifecycle.status),
          );
          for (const severity of ['A', 'B', 'C']) {
            const level = found.find(({ group }) => group.severity === severity);
            expect(level?.values['number'] ?? 0).toBe(
              open.filter((state) => state.severity === severity).length,
            );
          }
        }
      });
    });

    test.each(['recorded', 'occurred'] as const)(
      'survey scores are the answers of the folds, on the timeline %s',
      async (timeline) => {
        for (const instant of instants) {
          const asOf = { instant, timeline };
          const answers = folded(asOf).flatMap(({ surveyAnswer }) => surveyAnswer ?? []);
          const given = answers.map(({ score }) => score);
          const sum = given.reduce((total, score) => total + score, 0);
          const mean = Math.round((sum / given.length) * 100) / 100;
          const found = scores(
            await on.queries.figureSums(figureQuestion('survey-scores', { asOf })),
          );
          expect(found).toMatchObject(
            given.length === 0 ? [] : [{ values: { answers: given.length, mean } }],
          );
        }
        const rows = ((await on.world.rows())['case_figures'] ?? []) as readonly {
          readonly survey_score: number | null;
        }[];
        const kept = rows.flatMap(({ survey_score: score }) => score ?? []);
        const told = folded({ ...always, timeline }).flatMap(
          ({ surveyAnswer }) => surveyAnswer?.score ?? [],
        );
        expect(kept.toSorted()).toEqual(told.toSorted());
      },
    );

    test('first responses take as long as the folds say', async () => {
      const spans = await on.queries.figureSpans(figureQuestion('first-response'));
      const waited = spans.map(({ fromMs, untilMs }) => untilMs - fromMs);
      const rows = ((await on.world.rows())['cases'] ?? []) as readonly {
        readonly opened_at: number;
        readonly answered_at: number | null;
      }[];
      const answered = rows.flatMap(({ opened_at: from, answered_at: to }) =>
        to === null ? [] : [Math.max(0, to - from)],
      );
      const ascending = (one: number, next: number): number => one - next;
      expect(waited.toSorted(ascending)).toEqual(answered.toSorted(ascending));
    });
  });
});
