import type { Instant } from '@caseline/event-sourcing';
import type { CaseCommand } from './case-command.ts';

/** When what the command records happened: now, unless it is recorded late. */
export const happenedAt = ({ occurredAt, at }: Pick<CaseCommand, 'occurredAt' | 'at'>): Instant =>
  occurredAt ?? at;
