import { pino, type Logger } from 'pino';
import type { Settings } from './settings.ts';

/** Writes JSON lines on standard error. */
export type { Logger };

/**
 * The logger of a process. Bodies, queries and headers are never given to it, so that no personal
 * data and no token gets into a log.
 */
export const createLogger = (settings: Pick<Settings, 'CASELINE_LOG'>): Logger =>
  pino({ level: settings.CASELINE_LOG, base: null }, pino.destination(2));
