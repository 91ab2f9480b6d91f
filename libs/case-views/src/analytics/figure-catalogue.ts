import type { CaseEventType } from '@caseline/case-domain';
import type { FigureMeasure } from './figure-line.ts';

/**
 * How a figure is put together from what is counted. `share`: met and broken promises; `span`:
 * percentiles; `count` and `duration`: sums; `stock`: what has come less what has gone, at the end
 * of each period; `score`: how many of each score, and their mean.
 */
export type FigureShape = 'share' | 'span' | 'count' | 'duration' | 'stock' | 'score';

/** A number that analysts can ask for, and what it means. */
export interface FigureDefinition {
  readonly name: string;
  readonly shape: FigureShape;
  /** What is counted, and whether it adds to a stock or takes from it. */
  readonly measures: Readonly<Partial<Record<FigureMeasure, 1 | -1>>>;
  readonly unit: string;
  /** What `detail` tells apart; null where there is none. */
  readonly detail: string | null;
  /** Only these details; all where nothing is said. */
  readonly onlyDetails?: readonly string[];
  readonly definition: string;
  /** The events it is made of. */
  readonly events: readonly CaseEventType[];
  /** Names agents, so that customers may not see it. */
  readonly namesAgents?: true;
}

const verdictEvents = [
  'SlaObjectiveMet',
  'SlaObjectiveBreached',
  'SlaObjectiveDropped',
  'SlaVerdictCorrected',
] as const;

const endEvents = ['CaseResolved', 'CaseDeclined', 'CaseWithdrawn', 'CaseMerged'] as const;

const answerEvents = [
  'CaseOpened',
  'FirstResponseSent',
  'InformationRequested',
  'CallLogged',
] as const;

const placeEvents = [
  'CaseTriaged',
  'CaseAssigned',
  'CaseReclassified',
  'SeverityLowered',
  'SeverityRaised',
] as const;

/** Every figure there is: the documentation, the API and its answers follow from this list. */
export const figureCatalogue: readonly FigureDefinition[] = [
  {
    name: 'attainment',
    shape: 'share',
    measures: { 'promise-met': 1, 'promise-breached': 1, 'promise-not-applicable': 1 },
    unit: 'promises; percent of those met or breached',
    detail: 'the promise: first-response, next-update, resolution or customer-answer',
    onlyDetails: ['first-response', 'next-update', 'resolution'],
    definition:
      'SLA promises by verdict, on the day of the fulfilment or of the due instant that was ' +
      'missed, where the case was then and with the severity of the promise. A corrected ' +
      'verdict moves from breached to met; a promise that a new one replaced is counted as that ' +
      'one. Percent met leaves those out that no verdict applies to. What the customer owes is ' +
      'left out unless it is asked for.',
    events: verdictEvents,
  },
  {
    name: 'first-response',
    shape: 'span',
    measures: { 'first-response': 1 },
    unit: 'milliseconds',
    detail: null,
    definition:
      'From the opening to the first time that a person of the provider reached the customer, on ' +
      "the day of that: in calendar time, and in business time of the calendar of the provider's " +
      'latest promise then (cases without a promise have none). Percentiles by nearest rank. A ' +
      'call logged late that came earlier takes the place of the answer that was known.',
    events: answerEvents,
  },
  {
    name: 'resolution',
    shape: 'span',
    measures: { resolution: 1 },
    unit: 'milliseconds',
    detail: null,
    definition:
      'From the opening to the resolution, on the day of that, waits for the customer included: ' +
      "in calendar time, and in business time of the calendar of the provider's latest promise " +
      'then. Percentiles by nearest rank. A reopened case is not resolved; its next resolution ' +
      'counts.',
    events: ['CaseOpened', 'CaseResolved', 'CaseReopened'],
  },
  {
    name: 'arrivals',
    shape: 'count',
    measures: { arrival: 1 },
    unit: 'cases',
    detail: null,
    definition: 'Cases opened, on the day of that, with the kind and severity they were opened at.',
    events: ['CaseOpened'],
  },
  {
    name: 'departures',
    shape: 'count',
    measures: { departure: 1 },
    unit: 'cases',
    detail: 'the status: resolved, declined, withdrawn or merged',
    definition: 'Times that a case stopped wanting work; a reopened case can do so again.',
    events: endEvents,
  },
  {
    name: 'backlog',
    shape: 'stock',
    measures: { arrival: 1, return: 1, move: 1, departure: -1 },
    unit: 'cases',
    detail: null,
    definition:
      'Cases that want work (opened, triaged or responded) at the end of each day or week.',
    events: ['CaseOpened', ...placeEvents, ...endEvents, 'CaseReopened', 'MergeUndone'],
  },
  {
    name: 'time-in-status',
    shape: 'duration',
    measures: { 'time-in-status': 1 },
    unit: 'milliseconds of calendar time',
    detail: 'the status that was left',
    definition:
      'How long cases stood in a status, on the day on which they left it; those that stand ' +
      'there still are not counted yet.',
    events: [
      'CaseTriaged',
      'FirstResponseSent',
      'InformationRequested',
      'CallLogged',
      ...endEvents,
      'ResolutionAccepted',
      'CaseClosed',
      'CaseReopened',
      'MergeUndone',
    ],
  },
  {
    name: 'customer-wait',
    shape: 'duration',
    measures: { 'customer-wait': 1 },
    unit: 'milliseconds of calendar time',
    detail: null,
    definition:
      'How long open cases waited for an answer of the customer, on the day on which a wait ended.',
    events: ['InformationRequested', 'CustomerReplied', 'CallLogged', ...endEvents],
  },
  {
    name: 'hand-offs',
    shape: 'count',
    measures: { 'hand-off': 1 },
    unit: 'hand-offs',
    detail: 'between what: team or agent',
    definition:
      'Times that a case went to another team, or to another agent, than had it last; counted ' +
      'where it came from. The first assignment is none.',
    events: ['CaseAssigned'],
  },
  {
    name: 'ping-pong',
    shape: 'count',
    measures: { 'ping-pong': 1 },
    unit: 'hand-offs',
    detail: 'between what: team or agent',
    definition: 'Hand-offs to a team, or an agent, that had had the case before.',
    events: ['CaseAssigned'],
  },
  {
    name: 'reopens',
    shape: 'count',
    measures: { return: 1 },
    unit: 'cases',
    detail: 'reopened',
    onlyDetails: ['reopened'],
    definition: 'Times that a resolved case was reopened.',
    events: ['CaseReopened'],
  },
  {
    name: 'downgrades',
    shape: 'count',
    measures: { downgrade: 1 },
    unit: 'changes of severity',
    detail: 'the reason: resources or response (V21)',
    definition:
      'Times that the provider lowered a severity, by the severity before; each of its cases ' +
      'names the events that were given as evidence.',
    events: ['SeverityLowered'],
  },
  {
    name: 'breach-reasons',
    shape: 'count',
    measures: { 'breach-reason': 1 },
    unit: 'promises',
    detail:
      'where the case stood, the first that fits: not-triaged, not-assigned, no-agent, ' +
      'handed-over (after the clock began) or with-agent',
    definition:
      "The provider's broken promises by where the case stood when that was recorded; one whose " +
      'verdict is corrected is taken back.',
    events: ['SlaObjectiveBreached', 'SlaVerdictCorrected'],
  },
  {
    name: 'corrected-verdicts',
    shape: 'count',
    measures: { 'verdict-corrected': 1 },
    unit: 'promises',
    detail: 'the promise: first-response, next-update, resolution or customer-answer',
    definition:
      'Promises judged broken that a fact recorded late showed to have been kept, on the day of ' +
      'the due instant. Attainment as known before (`asOf`) still says breached.',
    events: ['SlaVerdictCorrected'],
  },
  {
    name: 'survey-scores',
    shape: 'score',
    measures: { 'survey-score': 1 },
    unit: 'answers; the mean in points of the scale',
    detail: 'the score and the best of its scale, such as 4/5',
    definition:
      'Answers to the survey after a resolution (V28), on the day of the answer, where the case ' +
      'was then: how many, how many of each score, and their mean with two decimals. Scores of ' +
      'different scales have no mean together. A case is counted once; who did not answer is not.',
    events: ['SurveyAnswered'],
  },
  {
    name: 'agent-load',
    shape: 'stock',
    measures: { 'agent-load': 1 },
    unit: 'cases',
    detail: 'the agent',
    definition: 'Open cases that each agent had at the end of each day or week.',
    events: ['CaseAssigned', ...placeEvents, ...endEvents, 'CaseReopened', 'MergeUndone'],
    namesAgents: true,
  },
];

/** The definition of a figure; undefined for a name that is none. */
export const findFigure = (name: string): FigureDefinition | undefined =>
  figureCatalogue.find((figure) => figure.name === name);

/** The definitions as a table for people. */
export const figuresMarkdown = (): string =>
  [
    '| Figure | Unit | Definition | Detail | Made of |',
    '| --- | --- | --- | --- | --- |',
    ...figureCatalogue.map(({ name, unit, definition, detail, events }) => {
      const madeOf = [...new Set(events)].join(', ');
      return `| \`${name}\` | ${unit} | ${definition} | ${detail ?? ''} | ${madeOf} |`;
    }),
  ].join('\n');
