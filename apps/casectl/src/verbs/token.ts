import { signToken, type TokenRequest } from '@caseline/api/development-key';
import { keyOf, settingsOf } from '../stores.ts';
import { badInput } from '../failure.ts';
import type { Verb } from '../verb.ts';

type TokenRole = TokenRequest['roles'][number];

const roles = [
  'administrator',
  'agent',
  'lead',
  'auditor',
  'analyst',
  'operator',
] as const satisfies readonly TokenRole[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Signs a bearer token with the development key of the data folder; made on first use. */
export const token: Verb = {
  usage: 'token',
  summary: 'sign a token with the development key of the data folder',
  needsData: true,
  declare(command) {
    command
      .requiredOption('--role <role...>', roles.join(', '))
      .option('--subject <name>', 'whom the token is for (default: the first role)')
      .option('--organization <id>', 'the organization, which administrators need');
  },
  async run(run, given) {
    const named = rolesNamed(given.texts('role'));
    const organizationId = given.text('organization');
    if (organizationId !== undefined && !UUID.test(organizationId)) {
      throw badInput('wrong-usage', `--organization is the id of one: ${organizationId}`);
    }
    if (named.includes('administrator') && organizationId === undefined) {
      throw badInput('organization-missing', 'an administrator needs --organization');
    }
    const settings = settingsOf(run, given);
    const request = {
      subject: given.text('subject') ?? named[0] ?? 'nobody',
      roles: named,
      ...(organizationId === undefined ? {} : { organizationId }),
      issuer: settings.CASELINE_ISSUER,
      audience: settings.CASELINE_AUDIENCE,
    };
    const signed = await signToken(await keyOf(run, given), request);
    await run.result({ token: signed, ...request }, [signed]);
  },
};

function rolesNamed(names: readonly string[]): TokenRole[] {
  return names.map((name) => {
    const role = roles.find((known) => known === name);
    if (role === undefined) {
      throw badInput('role-unknown', `no role ${name}; there are ${roles.join(', ')}`);
    }
    return role;
  });
}
