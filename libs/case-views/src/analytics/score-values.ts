import type { FigureGroup, FigureSum } from './figure-queries.ts';
import { groupOf, itemsOf, numberOf } from './grouped-sums.ts';
import type { FigureItem } from './grouped-sums.ts';
import { scoreDetail, scoreNamed } from './score-detail.ts';

/** The detail says the score, and the scores of a group belong together. */
const withoutDetail = (sum: FigureSum): FigureGroup => {
  const { detail: _score, ...group } = groupOf(sum);
  return group;
};

/**
 * How many answers, their mean with two decimals, and how many of each score of their scale. Scores
 * of different scales do not add up: then the mean is null and each scale is told by itself.
 */
export const scores = (sums: readonly FigureSum[]): readonly FigureItem[] =>
  itemsOf(sums, scoreValues, withoutDetail);

function scoreValues(group: readonly FigureSum[]): FigureItem['values'] {
  const counted = group.map(({ detail = '', number }) => ({ number, ...scoreNamed(detail) }));
  const scales = [...new Set(counted.map(({ highestScore }) => highestScore))];
  scales.sort((one, next) => one - next);
  const total = counted.reduce((sum, { number, score }) => sum + number * score, 0);
  const answers = numberOf(group);
  return {
    answers,
    mean: scales.length === 1 ? Math.round((total / answers) * 100) / 100 : null,
    ...Object.assign({}, ...scales.map((highest) => distribution(group, highest))),
  };
}

/** How many of each score of a scale, those that nobody gave too. */
function distribution(group: readonly FigureSum[], highestScore: number): FigureItem['values'] {
  const details = Array.from({ length: highestScore }, (_, index) =>
    scoreDetail({ score: index + 1, highestScore }),
  );
  return Object.fromEntries(
    details.map((detail) => [detail, numberOf(group.filter((sum) => sum.detail === detail))]),
  );
}
