import { z } from 'zod';
import { reject, type RejectionCode } from '../../rejections.ts';
import { surveyScore, text } from '../../vocabulary.ts';
import { surveyStanding, type SurveyStanding } from '../rules/survey.ts';
import { customer, defineCommand } from './define-command.ts';

const schema = z.strictObject({
  /** From 1 to the highest score of the pack's scale. */
  score: surveyScore,
  comment: text.nullable().default(null),
});

const refusals = {
  'not-offered': 'survey-not-offered',
  suppressed: 'survey-suppressed',
  answered: 'survey-answered',
} as const satisfies Partial<Record<SurveyStanding['state'], RejectionCode>>;

/** "Customer feedback … through surveys" (V28): one answer a case, bound to its resolution. */
export const answerSurvey = defineCommand({
  name: 'answer-survey',
  summary: 'Answer the survey after a resolution, once.',
  eventType: 'SurveyAnswered',
  roles: customer,
  schema,
  example: { score: 4, comment: 'Quick and friendly.' },
  rule({ payload: { score, comment }, at }, state, { policy, organization }) {
    const standing = surveyStanding(state, { policy, organization, at });
    if (standing.state === 'unresolved') throw new TypeError('no resolution in a resolved case');
    if (!('survey' in standing)) return reject(refusals[standing.state]);
    const { survey, resolutionEventId, until } = standing;
    if (standing.state === 'time-over') return reject('survey-time-over', { until });
    const { highestScore } = survey;
    if (score > highestScore) return reject('survey-score-off-scale', { highestScore });
    const personal = { comment };
    const data = { score, highestScore, resolutionEventId, personal };
    return [{ type: 'SurveyAnswered', data }];
  },
});
