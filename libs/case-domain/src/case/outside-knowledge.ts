import type { CaseCommand } from './case-command.ts';
import type { CaseState } from './case-state.ts';

/** The payload members that name another case (see `CaseContext.otherCase`). */
const OTHER_CASE_MEMBERS = ['otherCaseId', 'intoCaseId', 'followsCaseId'] as const;

/**
 * The organization to be loaded for a command's context: the case's own; at the opening the one
 * named, else the actor's. Null when nobody says which.
 */
export function organizationToLoad(
  { payload, actor }: Pick<CaseCommand, 'payload' | 'actor'>,
  state: Pick<CaseState, 'organizationId'>,
): string | null {
  return state.organizationId ?? member(payload, 'organizationId') ?? actor.organizationId ?? null;
}

/** The other case to be loaded for a command's context; null when the command names none. */
export function otherCaseToLoad({ payload }: Pick<CaseCommand, 'payload'>): string | null {
  for (const name of OTHER_CASE_MEMBERS) {
    const named = member(payload, name);
    if (named !== null) return named;
  }
  return null;
}

function member(payload: unknown, name: string): string | null {
  if (typeof payload !== 'object' || payload === null) return null;
  const value: unknown = Object.entries(payload).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : null;
}
