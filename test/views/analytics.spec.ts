/** What figures say of cases that are told by hand. */
import {
  counts,
  shares,
  stocks,
  type AsOf,
  type FigureQuestion,
  type FigureSum,
} from '@caseline/case-views';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  WrittenLog,
  assigned,
  caseNumber,
  happened,
  minute,
  opened,
  resolved,
  responded,
  started,
  triaged,
} from '../support/case-streams.ts';
import { figureOf, figureQuestion, openFigures, type OpenedFigures } from '../support/figures.ts';
import { onEachViewStore } from '../support/view-homes.ts';

/** 1 March 2026, the day of `minute(0)`. */
const DAY = Date.parse('2026-03-01') / 86_400_000;
const DAY_MINUTES = 1_440;

const met = (fulfilled: number) =>
  happened('SlaObjectiveMet', {
    objectiveId: 'first-response-1',
    fulfilledAt: minute(fulfilled),
    dueAt: minute(900),
  });
const broken = happened(
  'SlaObjectiveBreached',
  { objectiveId: 'first-response-1', dueAt: minute(60) },
  minute(60),
);
const corrected = happened(
  'SlaVerdictCorrected',
  {
    objectiveId: 'first-response-1',
    from: 'breached',
    to: 'met',
    dueAt: minute(60),
    fulfilledAt: minute(50),
    breachEventId: caseNumber(90),
  },
  minute(50),
);
const due = (from: number, to: number) =>
  started('first-response-1', { startedAt: minute(from), dueAt: minute(to) });
const reopened = happened('CaseReopened', { personal: { reason: 'It is back.' } });

const [kept, late] = [caseNumber(1), caseNumber(2)] as const;

/** One case that is answered in time and goes to and fro; one that seems to be answered late. */
const written = new WrittenLog()
  .append(kept, { recordedAt: minute(0), events: [opened(), due(0, 900)] })
  .append(late, { recordedAt: minute(0), events: [opened(), due(0, 60)] })
  .append(kept, { recordedAt: minute(10), events: [triaged(), assigned('exchange', 'ada')] })
  .append(kept, { recordedAt: minute(20), events: [responded(), met(20)] })
  .append(kept, { recordedAt: minute(30), events: [assigned('network', 'bob')] })
  .append(kept, { recordedAt: minute(40), events: [assigned('exchange', 'ada')] })
  .append(late, { recordedAt: minute(61), events: [broken] })
  .append(late, { recordedAt: minute(100), events: [corrected] })
  .append(kept, { recordedAt: minute(DAY_MINUTES), events: [resolved(minute(20_000))] })
  .append(kept, { recordedAt: minute(3 * DAY_MINUTES), events: [reopened] });

onEachViewStore((makeHome) => {
  describe('of two cases', () => {
    let on: OpenedFigures;
    beforeAll(async () => {
      on = await openFigures(makeHome, written.events);
    });
    afterAll(() => on.end());

    const sums = (name: string, more?: Partial<FigureQuestion>): Promise<readonly FigureSum[]> =>
      on.queries.figureSums(figureQuestion(name, more));
    const numbers = async (name: string, more?: Partial<FigureQuestion>) =>
      counts(await sums(name, more)).map(({ group, values }) => [group.detail, values['number']]);
    const knownAt = (at: number): AsOf => ({ instant: minute(at), timeline: 'recorded' });

    test('attainment says what was known then, and what it was', async () => {
      const share = async (asOf?: AsOf) =>
        shares(await sums('attainment', asOf === undefined ? {} : { asOf })).map(
          ({ values }) => values,
        );
      const judged = { notApplicable: 0, percentMet: 50 };
      expect(await share(knownAt(70))).toEqual([{ ...judged, met: 1, breached: 1 }]);
      const now = [{ notApplicable: 0, percentMet: 100, met: 2, breached: 0 }];
      expect(await share()).toEqual(now);
      expect(await share(knownAt(100))).toEqual(now);
      // By then it had been answered, though nobody had written it down.
      expect(await share({ instant: minute(70), timeline: 'occurred' })).toEqual(now);
      expect(await numbers('corrected-verdicts')).toEqual([['first-response', 1]]);
      expect(await numbers('breach-reasons', { asOf: knownAt(70) })).toEqual([['not-triaged', 1]]);
      expect(await numbers('breach-reasons')).toEqual([]);
    });

    test('hand-offs are counted where the case came from, and ping-pong among them', async () => {
      expect(await numbers('hand-offs')).toEqual([
        ['agent', 2],
        ['team', 2],
      ]);
      expect(await numbers('ping-pong', { by: ['team'] })).toEqual([
        ['agent', 1],
        ['team', 1],
      ]);
      expect(await numbers('hand-offs', { filter: { team: 'network' } })).toEqual([
        ['agent', 1],
        ['team', 1],
      ]);
    });

    test('a reopened case is back in the backlog and not resolved', async () => {
      const days = { firstDay: DAY, lastDay: DAY + 3 };
      const before = await sums('backlog', { firstDay: 0, lastDay: DAY - 1 });
      const changes = await sums('backlog', { ...days, by: ['day'] });
      const periods = [0, 1, 2, 3].map((more) => DAY + more);
      const levels = stocks(figureOf('backlog'), { before, changes, periods });
      expect(levels.map(({ values }) => values['number'])).toEqual([2, 1, 1, 2]);
      expect(await numbers('reopens')).toEqual([['reopened', 1]]);
      const spans = (asOf?: AsOf) =>
        on.queries.figureSpans(figureQuestion('resolution', asOf === undefined ? {} : { asOf }));
      expect(await spans()).toEqual([]);
      expect(await spans(knownAt(2 * DAY_MINUTES))).toEqual([
        {
          group: {},
          fromMs: Date.parse(minute(0)),
          untilMs: Date.parse(minute(DAY_MINUTES)),
          calendar: 'china-technical@1',
          zone: 'Asia/Shanghai',
          policyVersion: 'china-21vianet@2',
        },
      ]);
    });

    test('time in a status counts when it is left; agents have what they have', async () => {
      const [row] = (await sums('time-in-status')).filter(({ detail }) => detail === 'triaged');
      expect(row).toMatchObject({ number: 1, durationMs: 10 * 60_000 });
      expect(await numbers('agent-load')).toEqual([['ada', 1]]);
    });

    test('the facts of the case say the same', async () => {
      const [facts] =
        (await on.world.rows())['case_figures']?.filter(
          (row) => (row as { case_id: string }).case_id === kept,
        ) ?? [];
      const expected = {
        hand_offs: 4,
        ping_pongs: 2,
        reopens: 1,
        resolved_at: null,
        team: 'exchange',
      };
      expect(facts).toMatchObject(expected);
    });

    test('a figure leads to its cases, page by page', async () => {
      const asked = figureQuestion('attainment');
      const first = await on.queries.figureCases(asked, { limit: 1 });
      const second = await on.queries.figureCases(asked, {
        limit: 1,
        cursor: first.cursor ?? '',
      });
      expect([...first.items, ...second.items].map(({ caseId }) => caseId)).toEqual(
        [kept, late].sort(),
      );
      expect(second.cursor).toBeNull();
      const load = await on.queries.figureCases(figureQuestion('agent-load'), { limit: 5 });
      expect(load.items).toMatchObject([{ caseId: kept, detail: 'ada', number: 1 }]);
    });
  });
});
