import type { CommandOutcome } from '@caseline/event-sourcing';
import type { GivenCommand } from './given-command.ts';

/** Gives a command in the name of the engine; the key makes it count once. */
type GiveCommand = (caseId: string, given: GivenCommand, key: string) => Promise<CommandOutcome>;

/** The other side of a link. */
const mirrored: Readonly<Record<string, string>> = {
  follows: 'followed-by',
  'followed-by': 'follows',
  duplicates: 'relates-to',
  'relates-to': 'relates-to',
};

/**
 * What a command on one case means for another: a link is seen from both cases, a merge from the
 * case that took the other in. Run after each answer, a repeated one too, so that a crash between
 * the two appends is mended by the retry. A refusal means that the link is there already.
 */
export async function followUp(
  give: GiveCommand,
  caseId: string,
  { name, payload }: GivenCommand,
): Promise<void> {
  const link = linkMeantBy(name, payload);
  if (link === undefined) return;
  const linking = { name: 'link', payload: { relation: link.relation, otherCaseId: caseId } };
  await give(link.on, linking, `mirror ${caseId}`);
}

function linkMeantBy(
  name: string,
  payload: GivenCommand['payload'],
): { readonly on: string; readonly relation: string } | undefined {
  const { otherCaseId, intoCaseId, followsCaseId, relation } = payload;
  if (name === 'merge' && typeof intoCaseId === 'string') {
    return { on: intoCaseId, relation: 'merged-from' };
  }
  if (name === 'open' && typeof followsCaseId === 'string') {
    return { on: followsCaseId, relation: 'followed-by' };
  }
  if (name === 'link' && typeof otherCaseId === 'string') {
    const mirror = mirrored[String(relation)];
    return mirror === undefined ? undefined : { on: otherCaseId, relation: mirror };
  }
  return undefined;
}
