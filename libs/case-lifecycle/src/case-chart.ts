import { and } from 'xstate';
import { chart } from './chart-guards.ts';

const stays = { actions: 'recorded' } as const;

/** How far the case has come. A fact that this region or the severity does not take is illegal. */
const progress = chart.createStateConfig({
  initial: 'new',
  states: {
    new: { on: { CaseOpened: 'active.opened' } },
    active: {
      initial: 'opened',
      states: {
        opened: {
          on: {
            CaseTriaged: [
              { guard: 'contacted', target: 'workable.responded' },
              { target: 'workable.triaged' },
            ],
            CallLogged: stays,
          },
        },
        workable: {
          initial: 'triaged',
          states: {
            triaged: {
              on: {
                FirstResponseSent: 'responded',
                InformationRequested: 'responded',
                CallLogged: [{ guard: 'contacted', target: 'responded' }, stays],
              },
            },
            responded: {
              on: { UpdateSent: stays, InformationRequested: stays, CallLogged: stays },
            },
          },
          on: { CaseResolved: '#resolved' },
        },
      },
      on: {
        CaseAssigned: stays,
        CustomerReplied: stays,
        NoteAdded: stays,
        SeverityProposed: stays,
        ImpactStatementGiven: stays,
        ContactCorrected: stays,
        CaseEscalated: stays,
        CaseLinked: stays,
        CaseReclassified: stays,
        CustomerSilenceRecorded: stays,
        CaseDeclined: 'declined',
        CaseWithdrawn: 'withdrawn',
        CaseMerged: 'merged',
      },
    },
    resolved: {
      id: 'resolved',
      on: {
        ResolutionAccepted: 'closed',
        CaseClosed: 'closed',
        CaseReopened: 'active.workable.responded',
        CustomerReplied: stays,
        CallLogged: stays,
        NoteAdded: stays,
        CaseLinked: stays,
        ContactCorrected: stays,
        SurveyAnswered: stays,
      },
    },
    // No final states: a note, a link or a call logged late is a fact after the end too.
    closed: {
      on: { NoteAdded: stays, CaseLinked: stays, CallLogged: stays, SurveyAnswered: stays },
    },
    declined: { on: { NoteAdded: stays, CaseLinked: stays, CallLogged: stays } },
    withdrawn: { on: { NoteAdded: stays, CaseLinked: stays, CallLogged: stays } },
    merged: {
      on: {
        MergeUndone: [
          { guard: 'restored opened', target: 'active.opened' },
          { guard: 'restored triaged', target: 'active.workable.triaged' },
          { guard: 'restored responded', target: 'active.workable.responded' },
        ],
        // A call logged late is a fact wherever the case stood when it took place.
        CallLogged: stays,
        NoteAdded: stays,
      },
    },
  },
});

/**
 * Only lowering goes down the drawn paths (V21) and only raising goes up again; opening, triage
 * and a corrected kind (V23) assess the case anew and may set any rating.
 */
const severity = chart.createStateConfig({
  initial: 'unrated',
  states: {
    unrated: {
      on: {
        CaseOpened: [
          { guard: and(['in new', 'severity A']), target: 'A' },
          { guard: and(['in new', 'severity B']), target: 'B' },
          { guard: and(['in new', 'severity C']), target: 'C' },
        ],
      },
    },
    A: {
      on: {
        SeverityLowered: [
          { guard: and(['in workable', 'to B']), target: 'B' },
          { guard: and(['in workable', 'to C']), target: 'C' },
        ],
      },
    },
    B: {
      on: {
        SeverityLowered: { guard: and(['in workable', 'to C']), target: 'C' },
        SeverityRaised: { guard: and(['in workable', 'to A']), target: 'A' },
      },
    },
    C: {
      on: {
        SeverityRaised: [
          { guard: and(['in workable', 'to B']), target: 'B' },
          { guard: and(['in workable', 'to A']), target: 'A' },
        ],
      },
    },
  },
  on: {
    CaseTriaged: [
      { guard: and(['in opened', 'severity unrated']), target: '.unrated' },
      { guard: and(['in opened', 'severity A']), target: '.A' },
      { guard: and(['in opened', 'severity B']), target: '.B' },
      { guard: and(['in opened', 'severity C']), target: '.C' },
    ],
    CaseReclassified: [
      { guard: and(['in active', 'severity unrated']), target: '.unrated' },
      { guard: and(['in active', 'severity A']), target: '.A' },
      { guard: and(['in active', 'severity B']), target: '.B' },
      { guard: and(['in active', 'severity C']), target: '.C' },
    ],
  },
});

/** Whose turn it is. A resolved case waits for the customer until it is closed or reopened. */
const turn = chart.createStateConfig({
  initial: 'nobody',
  states: {
    nobody: {
      on: {
        CaseOpened: { guard: 'in new', target: 'provider' },
        MergeUndone: { guard: 'in merged', target: 'provider' },
      },
    },
    provider: {
      on: {
        InformationRequested: { guard: 'in workable', target: 'customer' },
        CaseResolved: { guard: 'in workable', target: 'customer' },
        CaseDeclined: { guard: 'in active', target: 'nobody' },
        CaseWithdrawn: { guard: 'in active', target: 'nobody' },
        CaseMerged: { guard: 'in active', target: 'nobody' },
      },
    },
    customer: {
      on: {
        CustomerReplied: { guard: 'in active', target: 'provider' },
        CallLogged: { guard: and(['in active', 'answered']), target: 'provider' },
        CaseReopened: { guard: 'in resolved', target: 'provider' },
        CaseDeclined: { guard: 'in active', target: 'nobody' },
        CaseWithdrawn: { guard: 'in active', target: 'nobody' },
        CaseMerged: { guard: 'in active', target: 'nobody' },
        ResolutionAccepted: { guard: 'in resolved', target: 'nobody' },
        CaseClosed: { guard: 'in resolved', target: 'nobody' },
      },
    },
  },
});

/** The statechart of a case: three regions that every fact goes through at once. */
export const caseChart = chart.createMachine({
  id: 'case',
  type: 'parallel',
  states: { progress, severity, turn },
});
