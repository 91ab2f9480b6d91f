export { analyticsProjection } from './analytics/analytics-projection.ts';
export * from './analytics/figure-catalogue.ts';
export * from './analytics/figure-queries.ts';
export * from './analytics/figure-values.ts';
export type { FigureItem } from './analytics/grouped-sums.ts';
export * from './analytics/percentiles.ts';
export { daysNamed, periodNamed, periodsOf, type Days, type Period } from './analytics/periods.ts';
export { scores } from './analytics/score-values.ts';
export type { FigureMeasure } from './analytics/figure-line.ts';
export {
  caseFiguresTable,
  dailyFiguresTable,
  figureLinesTable,
} from './analytics/figure-tables.ts';
export type { CaseFigures, DailyFigure, FigureLine } from './analytics/figure-tables.ts';
export { CASE_STREAM_PREFIX, caseIdOf, readCaseFact } from './case-fact.ts';
export type { CaseFact, CaseFactOf } from './case-fact.ts';
export * from './case-projections.ts';
export * from './case-queries.ts';
export { historyTable } from './history/history-row.ts';
export type { HistoryRow } from './history/history-row.ts';
export { historySentence } from './history/history-sentence.ts';
export { queueProjection } from './queue/queue-projection.ts';
export * from './instants.ts';
export { readClocks } from './queue/open-clocks.ts';
export { caseValidityTable, casesTable } from './queue/case-row.ts';
export { cellsHolding, pastCell } from './queue/past-cells.ts';
export type { CaseFacts, CaseRow, CaseValidityRow, OpenClock, Timeline } from './queue/case-row.ts';
export { objectiveValidityTable, objectivesTable } from './sla/objective-row.ts';
export type { ObjectiveFacts, ObjectiveRow, ObjectiveValidityRow } from './sla/objective-row.ts';
