export * from './case/case-command.ts';
export * from './case/case-state.ts';
export * from './case/commands/index.ts';
export * from './case/events/index.ts';
export * from './organization/organization-events.ts';
export * from './organization/organization-state.ts';
export * from './rejections.ts';
export * from './vocabulary.ts';
