import { setup, stateIn } from 'xstate';
import type { LifecycleFact } from './lifecycle-facts.ts';
import type { Severity, SeverityRating, Status } from './lifecycle-state.ts';

interface Given {
  readonly event: LifecycleFact;
}

const severityIs =
  (rating: SeverityRating) =>
  ({ event }: Given): boolean =>
    'severity' in event && (event.severity ?? 'unrated') === rating;

const goesTo =
  (severity: Severity) =>
  ({ event }: Given): boolean =>
    'to' in event && event.to === severity;

const restores =
  (status: Status) =>
  ({ event }: Given): boolean =>
    'restoredStatus' in event && event.restoredStatus === status;

/**
 * Guards ask the fact's own payload or the chart's own state, never a policy: a rule changed next
 * year must not refuse a recorded fact on replay. Their names are the labels of the diagram.
 */
export const chart = setup({
  // XState takes the type of the events from the type of this value, which it never reads.
  types: { events: {} as LifecycleFact },
  actions: {
    // XState counts a transition without target and action as none at all; this one is a fact.
    recorded: () => undefined,
  },
  guards: {
    contacted: ({ event }) => 'contacted' in event && event.contacted,
    answered: ({ event }) => 'answered' in event && event.answered,
    'severity unrated': severityIs('unrated'),
    'severity A': severityIs('A'),
    'severity B': severityIs('B'),
    'severity C': severityIs('C'),
    'to A': goesTo('A'),
    'to B': goesTo('B'),
    'to C': goesTo('C'),
    'restored opened': restores('opened'),
    'restored triaged': restores('triaged'),
    'restored responded': restores('responded'),
    'in new': stateIn({ progress: 'new' }),
    'in opened': stateIn({ progress: { active: 'opened' } }),
    'in active': stateIn({ progress: 'active' }),
    'in workable': stateIn({ progress: { active: 'workable' } }),
    'in resolved': stateIn({ progress: 'resolved' }),
    'in merged': stateIn({ progress: 'merged' }),
  },
});
