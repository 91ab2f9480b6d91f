import { z } from 'zod';
import { code, text } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

/** Hands a case up to another team, which decides who of it takes it on (V27). */
export const escalateCase = defineCommand({
  name: 'escalate',
  summary: 'Hand a case up to another team.',
  eventType: 'CaseEscalated',
  roles: provider,
  schema: z.strictObject({ toTeam: code, reason: text }),
  example: { toTeam: 'engineering', reason: 'The fault is in the service itself.' },
  rule({ payload: { toTeam, reason } }) {
    return [
      { type: 'CaseEscalated', data: { toTeam, personal: { reason } } },
      { type: 'CaseAssigned', data: { team: toTeam, agentId: null } },
    ];
  },
});
