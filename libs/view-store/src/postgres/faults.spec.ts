import { describe, expect, test } from '@jest/globals';
import { explained, isConnectionFault, sqlState } from './faults.ts';

const failure = (code: string, message = 'it failed') =>
  Object.assign(new Error(message), { code });

describe('errors of PostgreSQL and of the way to it', () => {
  test.each(['42P01', '57P01', 'XX000', '08006'])('%s is a state of SQL', (code) => {
    expect(sqlState(failure(code))).toBe(code);
  });

  test('a broken pipe is none: it is a lost connection', () => {
    expect(sqlState(failure('EPIPE'))).toBe('');
    expect(isConnectionFault(failure('EPIPE'))).toBe(true);
  });

  test.each([
    ['ECONNRESET', ''],
    ['57P01', 'terminating connection due to administrator command'],
    ['53300', 'sorry, too many clients already'],
    ['', 'Query read timeout'],
    ['', 'timeout exceeded when trying to connect'],
    ['', 'Connection terminated unexpectedly'],
  ])('%s %s may pass', (code, message) => {
    const error = failure(code, message);
    expect(isConnectionFault(error)).toBe(true);
    expect(explained(error, 'here')).toMatchObject({ code: 'view-store-unreachable' });
  });

  test.each([
    ['42601', 'syntax error'],
    ['23505', 'duplicate key'],
    ['', 'cells is not iterable'],
  ])('%s %s does not, and stays as it is', (code, message) => {
    const error = failure(code, message);
    expect(isConnectionFault(error)).toBe(false);
    expect(explained(error, 'here')).toBe(error);
  });

  test.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'],
    ['', 'The server does not support SSL connections'],
  ])('%s is a matter of the connection string: no retry helps', (code, message) => {
    const error = failure(code, message);
    expect(isConnectionFault(error)).toBe(false);
    const told = { code: 'view-store-unreachable', message: expect.stringContaining('sslmode') };
    expect(explained(error, 'here')).toMatchObject(told);
  });

  test('a password that is refused is told without it', () => {
    const error = failure('28P01', 'password authentication failed for user "ada"');
    const told = { code: 'view-store-forbidden', message: expect.stringContaining('DATABASE_URL') };
    expect(explained(error, 'ada@here')).toMatchObject(told);
  });
});
