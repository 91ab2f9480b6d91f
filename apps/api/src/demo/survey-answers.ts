import { act, elapsed, type Cast, type Episode, type Seen } from './case-life.ts';

const DAY_MINUTES = 1440;
/** An answer comes, if at all, well within the two weeks that the packs give it. */
const LATEST_ANSWER_MINUTES = 5 * DAY_MINUTES;

/** How many give each score, where promises were kept and where one was broken. */
const KEPT = [1, 2, 6, 24, 30] as const;
const BROKEN = [8, 12, 16, 10, 4] as const;

const COMMENTS: Readonly<Record<number, string>> = {
  1: 'We waited far too long for the first word.',
  2: 'It works again, but nobody told us how long it would take.',
  5: 'Quick, friendly, and it was explained to us what had happened.',
};

/** A third of the customers answer the survey; whom a promise was broken to, less kindly (V28). */
export function* answerSurvey({ random }: Cast, seen: Seen): Episode {
  // Of its own, so that the rest of the month is the same with and without surveys.
  const own = random.fork('survey');
  if (!own.chance(0.35)) return seen;
  const isBroken = seen.state.objectives.some(
    ({ verdict, kind }) => verdict === 'breached' && kind !== 'customer-answer',
  );
  const weights = isBroken ? BROKEN : KEPT;
  const score = own.weighted([1, 2, 3, 4, 5], (each) => weights[each - 1] ?? 0);
  const comment = own.chance(0.5) ? (COMMENTS[score] ?? null) : null;
  const minutes = Math.min(own.logNormal(DAY_MINUTES, 1), LATEST_ANSWER_MINUTES);
  return yield {
    wait: elapsed(minutes),
    act: act('customer', 'answer-survey', { score, comment }),
  };
}
