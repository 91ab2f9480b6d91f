import type { DevelopmentAccess } from '../development/development-access.ts';

/** What to try next; lines that can be pasted as they are. */
export function printLinks(url: string, { tokens }: DevelopmentAccess): void {
  const lines = [
    '\n── Try it',
    `export CASELINE_URL=${url}`,
    `export CASELINE_TOKEN=${tokens.lead}`,
    'curl -s -H "Authorization: Bearer $CASELINE_TOKEN" "$CASELINE_URL/v1/queue?severity=A"',
    'curl -s -H "Authorization: Bearer $CASELINE_TOKEN" "$CASELINE_URL/v1/sla?state=at-risk"',
    'curl -N -H "Authorization: Bearer $CASELINE_TOKEN" "$CASELINE_URL/v1/feed"',
    `${url}/v1/lifecycle   what is allowed when`,
    `${url}/openapi.json   the whole API`,
    `${url}/health/ready   how the server is`,
    '\nTokens, one a role (this demonstration only):',
    ...Object.entries(tokens).map(([role, token]) => `${role}: ${token}`),
  ];
  for (const line of lines) console.log(line);
}
