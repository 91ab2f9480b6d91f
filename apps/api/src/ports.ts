import type { Clock, EventStore } from '@caseline/event-sourcing';
import type { CaseQueries } from '@caseline/case-views';
import type { Settings } from '@caseline/hosting';

/** Injection tokens of what the controllers work on. */
export const CLOCK = Symbol('clock');
export const EVENT_STORE = Symbol('event store');
export const QUERIES = Symbol('queries');
export const SETTINGS = Symbol('settings');

export type { CaseQueries, Clock, EventStore, Settings };
