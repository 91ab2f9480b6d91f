/** A score, and the best of the scale that it is on; the worst is 1. */
export interface ScoreOnScale {
  readonly score: number;
  readonly highestScore: number;
}

/** What the lines of scores are told apart by: `4/5`. */
export const scoreDetail = ({ score, highestScore }: ScoreOnScale): string =>
  `${score}/${highestScore}`;

/** The score that `scoreDetail` has written. */
export function scoreNamed(detail: string): ScoreOnScale {
  const [score = Number.NaN, highestScore = Number.NaN] = detail.split('/').map(Number);
  return { score, highestScore };
}
