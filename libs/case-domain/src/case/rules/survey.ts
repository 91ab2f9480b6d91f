import { toEpochMs, toInstant, type Instant } from '@caseline/event-sourcing';
import { surveyOf, type CompiledPack, type Survey } from '@caseline/support-policy';
import type { OrganizationState } from '../../organization/organization-state.ts';
import type { CaseState } from '../case-state.ts';

/**
 * Where the survey of a case stands (V28). `unresolved`: it is asked once the case is resolved;
 * `suppressed`: the organization is left out. One answer a case, about the resolution that stood
 * when it was given: a case that is reopened and resolved again is not asked again once it has
 * answered, and if it has not, its time begins anew.
 */
export type SurveyStanding =
  | { readonly state: 'not-offered' | 'suppressed' | 'unresolved' | 'answered' }
  | {
      readonly state: 'open' | 'time-over';
      readonly survey: Survey;
      readonly resolutionEventId: string;
      /** The first instant that is too late. */
      readonly until: Instant;
    };

/** Where the survey of a case stands at an instant. */
export function surveyStanding(
  state: CaseState,
  given: {
    readonly policy: CompiledPack;
    readonly organization: OrganizationState | null;
    readonly at: Instant;
  },
): SurveyStanding {
  const { resolvedAt, resolutionEventId, surveyAnswer } = state;
  if (surveyAnswer !== null) return { state: 'answered' };
  const survey = surveyOf(given.policy);
  if (survey === undefined) return { state: 'not-offered' };
  if (survey.suppressible && given.organization?.surveyed === false) return { state: 'suppressed' };
  if (resolvedAt === null || resolutionEventId === null) return { state: 'unresolved' };
  const until = toInstant(toEpochMs(resolvedAt) + survey.answerMs);
  const isOpen = given.at < until;
  return { state: isOpen ? 'open' : 'time-over', survey, resolutionEventId, until };
}
