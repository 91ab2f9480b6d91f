import { z } from 'zod';
import { reject } from '../../rejections.ts';
import { code } from '../../vocabulary.ts';
import { defineCommand, provider } from './define-command.ts';

const schema = z.strictObject({
  /** Left out: as it is. Null: nobody's. */
  team: code.nullable().optional(),
  agentId: code.nullable().optional(),
});

/** Hands a case to a team, an agent or both; to those who have it already, it changes nothing. */
export const assignCase = defineCommand({
  name: 'assign',
  summary: 'Hand a case to a team, an agent or both.',
  eventType: 'CaseAssigned',
  roles: provider,
  schema,
  example: { team: 'identity', agentId: 'agent-7' },
  rule({ payload }, state) {
    if (payload.team === undefined && payload.agentId === undefined) {
      return reject('assignment-empty');
    }
    const { team = state.team, agentId = state.agentId } = payload;
    if (team === state.team && agentId === state.agentId) return [];
    return [{ type: 'CaseAssigned', data: { team, agentId } }];
  },
});
