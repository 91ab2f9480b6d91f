import { createLogger, type Logger } from '@caseline/hosting';

/** Injection token of the logger. */
export const LOGGER = Symbol('logger');

/** Requests appear in its lines by method, route, status and id. */
export type ApiLogger = Logger;

export { createLogger };
