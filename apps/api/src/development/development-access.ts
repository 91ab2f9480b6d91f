import type { Asking, CaseEngine } from '@caseline/case-engine';
import { derivedId } from '@caseline/event-sourcing';
import { developmentKey, signToken } from '../access/development-key.ts';
import { tokenRoles, type TokenRole } from '../access/principal.ts';
import type { Settings } from '@caseline/hosting';

/** The customer that the administrator's token of a development server belongs to. */
const customer = {
  name: 'Contoso (Beijing)',
  domains: ['contoso.partner.onmschina.cn'],
  country: 'CN',
  zone: 'Asia/Shanghai',
  subscription: 'paid',
  packId: null,
};

const agreement = {
  agreementId: 'AOS-DEVELOPMENT',
  kind: 'advanced',
  validFrom: '2020-01-01T00:00:00.000Z',
  validTo: null,
};

/** A token for each role, so that a development server can be used at once. */
export interface DevelopmentAccess {
  readonly organizationId: string;
  readonly tokens: Readonly<Record<TokenRole, string>>;
}

/** Registers the development customer, once, and signs a token for each role. */
export async function developmentAccess(
  engine: CaseEngine,
  settings: Settings,
): Promise<DevelopmentAccess> {
  const organizationId = await registerCustomer(engine);
  const key = await developmentKey(settings.CASELINE_DATA);
  const tokens = await Promise.all(
    tokenRoles.map(async (role): Promise<[TokenRole, string]> => {
      const request = {
        subject: `${role}@development`,
        roles: [role],
        issuer: settings.CASELINE_ISSUER,
        audience: settings.CASELINE_AUDIENCE,
        ...(role === 'administrator' ? { organizationId } : {}),
      };
      return [role, await signToken(key, request)];
    }),
  );
  // Every role is in the list that was mapped.
  return { organizationId, tokens: Object.fromEntries(tokens) as Record<TokenRole, string> };
}

async function registerCustomer(engine: CaseEngine): Promise<string> {
  const organizationId = derivedId('organization', 'development');
  const asking = (idempotencyKey: string): Asking => ({
    actor: { id: 'caseline', role: 'operator' },
    idempotencyKey,
    correlationId: 'start',
  });
  const give = (name: string, payload: Record<string, unknown>) =>
    engine.organizations.command(organizationId, { name, payload }, asking(name));
  await give('register', customer);
  await give('sign-agreement', agreement);
  return organizationId;
}
