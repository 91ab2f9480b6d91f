import { surveyStanding, type CaseState, type SurveyStanding } from '@caseline/case-domain';
import type { CaseEngine } from '@caseline/case-engine';
import type { Instant } from '@caseline/event-sourcing';
import { z } from 'zod';

const SURVEY_STATES = [
  'not-offered',
  'suppressed',
  'unresolved',
  'open',
  'answered',
  'time-over',
] as const satisfies readonly SurveyStanding['state'][];

/** The survey of a case as the API shows it (V28). */
export const caseSurvey = z
  .object({
    state: z
      .enum(SURVEY_STATES)
      .describe('`answer-survey` is taken while it is open; it is asked once a case is resolved'),
    question: z.string().nullable(),
    highestScore: z.int().nullable().describe('scores go from 1 to this one'),
    until: z.iso.datetime().nullable().describe('the first instant that is too late'),
  })
  .meta({ id: 'CaseSurvey' });

/** The survey of a case at an instant, for whoever may know of the case. */
export async function surveyOfCase(
  engine: CaseEngine,
  state: CaseState,
  at: Instant,
): Promise<z.output<typeof caseSurvey>> {
  if (state.pack === null) throw new TypeError('a case without its opening');
  const policy = await engine.policies.version(state.pack);
  const organization = await engine.organizations.find(state.organizationId);
  const standing = surveyStanding(state, { policy, organization, at });
  if (!('survey' in standing)) {
    return { state: standing.state, question: null, highestScore: null, until: null };
  }
  const { question, highestScore } = standing.survey;
  return { state: standing.state, question, highestScore, until: standing.until };
}
