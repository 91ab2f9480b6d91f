import { pino, type Logger } from 'pino';
import type { Settings } from './settings/settings.ts';

/** Injection token of the logger. */
export const LOGGER = Symbol('logger');
export type ApiLogger = Logger;

/**
 * JSON lines on standard error. Bodies, queries and headers are never logged: requests appear by
 * method, route, status and id, so no personal data and no token gets into a log.
 */
export const createLogger = (settings: Pick<Settings, 'CASELINE_LOG'>): ApiLogger =>
  pino({ level: settings.CASELINE_LOG, base: null }, pino.destination(2));
