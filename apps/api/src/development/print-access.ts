import type { DevelopmentAccess } from './development-access.ts';

/** Prints a token for each role and a first request to try. */
export function printAccess(url: string, { tokens, organizationId }: DevelopmentAccess): void {
  console.log('\nTokens of this machine, one a role (development only, valid for 30 days):');
  for (const [role, token] of Object.entries(tokens)) console.log(`  ${role}: ${token}`);
  console.log(`\nThe administrator belongs to organization ${organizationId}. Try:`);
  console.log(`  curl -H "Authorization: Bearer $TOKEN" ${url}/v1/queue`);
}
