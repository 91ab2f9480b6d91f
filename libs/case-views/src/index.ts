export * from './case-queries.ts';
export * from './history/history-row.ts';
export * from './instants.ts';
export * from './queue/case-row.ts';
export * from './sla/objective-row.ts';
