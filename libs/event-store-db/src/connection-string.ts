import { EventStoreDbError } from './event-store-db-error.ts';

/** The options that the client knows, without separators and in small letters, as it reads them. */
const KNOWN_OPTIONS = new Set([
  'tls', 'tlscafile', 'usercertfile', 'userkeyfile', 'connectionname', 'defaultdeadline',
  'maxdiscoverattempts', 'discoveryinterval', 'gossiptimeout', 'nodepreference',
  'keepaliveinterval', 'keepalivetimeout',
]);

/** Options that the client takes and that do harm; each says why. */
const REFUSED_OPTIONS = new Map([
  ['throwonappendfailure', 'appends must fail with an error: remove throwOnAppendFailure'],
  ['tlsverifycert', 'the client cannot skip verification: give tlsCAFile instead'],
]);

/**
 * Checks a connection string before the client sees it, because the client prints what it does not
 * know to the console, password included, and goes on. Throws `connection-string-invalid`; no
 * message repeats the string.
 */
export function checkConnectionString(text: string): void {
  const [, scheme, rest = ''] = /^([\w+]+):\/\/(.*)$/s.exec(text.trim()) ?? [];
  if (scheme !== 'esdb' && scheme !== 'esdb+discover') {
    throw invalidConnectionString('it must begin with esdb:// or esdb+discover://');
  }
  const [authority = '', query] = rest.split('?', 2);
  const account = authority.slice(0, Math.max(authority.lastIndexOf('@'), 0));
  // The client would take what follows a bare @ for a host, and put it into its messages.
  if (/[@\s/]/.test(account)) {
    throw invalidConnectionString('name and password must be percent-encoded (@ is %40)');
  }
  checkHosts(hostsOf(text));
  for (const option of query?.split('&') ?? []) checkOption(option);
}

/** The hosts of a connection string, for messages: never its credentials. */
export function hostsOf(text: string): string {
  const authority = text.trim().replace(/^[\w+]+:\/\//, '').split('?', 1)[0] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/\/+$/, '');
}

function checkHosts(hosts: string): void {
  for (const host of hosts.split(',')) {
    const [, name, port = '2113'] = /^([\w.-]+)(?::(\d+))?$/.exec(host.trim()) ?? [];
    if (name === undefined) {
      throw invalidConnectionString('it must name its hosts as host:port,host:port');
    }
    if (Number(port) < 1 || Number(port) > 65_535) {
      throw invalidConnectionString(`port ${port} does not exist`);
    }
  }
}

function checkOption(option: string): void {
  const [key = '', value = ''] = option.split('=', 2);
  const flat = key.trim().toLowerCase().replace(/[_-]/g, '');
  const harm = REFUSED_OPTIONS.get(flat);
  if (harm !== undefined) throw invalidConnectionString(harm);
  if (!KNOWN_OPTIONS.has(flat)) throw invalidConnectionString(`it has an unknown option ${key}`);
  if (value === '') throw invalidConnectionString(`its option ${key} has no value`);
}

/** The refusal of a connection string; the fault must not repeat credentials. */
export const invalidConnectionString = (fault: string): EventStoreDbError =>
  new EventStoreDbError(
    'connection-string-invalid',
    `The connection string of the event store cannot be used: ${fault}. ` +
      'An example: esdb://user:password@host:2113?tls=true',
  );
