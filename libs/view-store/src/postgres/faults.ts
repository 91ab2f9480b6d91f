import { types } from 'node:util';
import type pg from 'pg';
import { ViewStoreForbidden, ViewStoreUnreachable } from './view-store-errors.ts';

/** Also where the error comes from another realm, as those of Node.js do in a worker of Jest. */
export const isError = (error: unknown): error is Error => types.isNativeError(error);

/** What of a system error or an error of PostgreSQL tells its kind. */
const codeOf = (error: unknown): string =>
  isError(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The SQLSTATE of an error, such as `42P01`; empty when PostgreSQL did not send it. */
export const sqlState = (error: unknown): string => {
  const code = codeOf(error);
  // `EPIPE` has five letters too, but no digit.
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : '';
};

export const UNDEFINED_TABLE = '42P01';
export const DUPLICATE_OBJECT = '42710';
export const UNIQUE_VIOLATION = '23505';
const INSUFFICIENT_PRIVILEGE = '42501';
const NO_SUCH_DATABASE = '3D000';

/** Another transaction was in the way: the same again may succeed. */
const CONTENTION = new Set(['40001', '40P01', '55P03']);

/** The server ends sessions, or takes none: administrators, crashes, start-up, too many clients. */
const NO_SERVICE = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25P03']);

/** Errors of sockets and names, as Node.js calls them. */
const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
]);

/** The client has texts only for a connection that ends, or is slow. */
const LOST_CONNECTION =
  /connection (terminated|ended)|timeout (expired|exceeded)|read timeout|not queryable/i;

/** Certificates and encryption: a matter of the connection string, so no retry helps. */
const TLS_FAULT = /certificate|does not support SSL|SSL connection/i;

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

const isTlsFault = (error: Error): boolean =>
  TLS_FAULT.test(error.message) || TLS_CODE.test(codeOf(error));

/** True when the connection is gone or cannot be had, so that another one may do. */
export const isConnectionFault = (error: unknown): boolean => {
  if (!isError(error) || isTlsFault(error)) return false;
  const state = sqlState(error);
  if (state !== '') return state.startsWith('08') || NO_SERVICE.has(state);
  return NO_CONNECTION.has(codeOf(error)) || LOST_CONNECTION.test(error.message);
};

export const isContention = (error: unknown): boolean => CONTENTION.has(sqlState(error));

/** Where a client connects to, for messages: never with the password. */
export const placeOf = ({ user, host, port, database }: pg.Client): string =>
  `${user ?? ''}@${host}:${port}/${database ?? ''}`;

/**
 * The error that people see: what it is about, and what to do. Errors that are nobody's fault but
 * ours stay as they are.
 */
export function explained(error: unknown, place: string): unknown {
  if (!isError(error)) return error;
  const state = sqlState(error);
  const options = { cause: error };
  if (state === INSUFFICIENT_PRIVILEGE || state.startsWith('28')) {
    return new ViewStoreForbidden(`${forbidden(state, place)} (${error.message})`, options);
  }
  if (state === NO_SUCH_DATABASE) {
    const advice = 'create it, or name another one in DATABASE_URL';
    return new ViewStoreUnreachable(`PostgreSQL has no database ${place}: ${advice}`, options);
  }
  if (isTlsFault(error)) {
    const advice = 'see sslmode and sslrootcert in DATABASE_URL';
    const message = `No encrypted connection to ${place}: ${error.message}; ${advice}`;
    return new ViewStoreUnreachable(message, options);
  }
  if (!isConnectionFault(error)) return error;
  const advice = 'is it running, and is DATABASE_URL right?';
  const message = `PostgreSQL at ${place} does not answer (${error.message}): ${advice}`;
  return new ViewStoreUnreachable(message, options);
}

const forbidden = (state: string, place: string): string =>
  state === INSUFFICIENT_PRIVILEGE
    ? `PostgreSQL refuses a right to ${place}; its owner can give it: ` +
      'GRANT CREATE, CONNECT ON DATABASE … TO …, or make the user owner of the schema caseline'
    : `PostgreSQL does not let ${place} in: check user and password in DATABASE_URL`;
