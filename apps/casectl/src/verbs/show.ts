import { nextDueAt, type CaseState, type Objective } from '@caseline/case-domain';
import { replayCase, type ReplayedCase, type ReplayUntil } from '@caseline/case-engine';
import { caseIdNamed } from '../case-reference.ts';
import { withLogToRead } from '../stores.ts';
import { badInput } from '../failure.ts';
import { instantOf } from '../instants.ts';
import type { Given, Verb } from '../verb.ts';

/** A case as it stands, or as it stood: at a revision, or at an instant of either timeline. */
export const show: Verb = {
  usage: 'show <case>',
  summary: 'show a case as it is or as it was, replayed from the log',
  needsData: true,
  declare(command) {
    command
      .option('--as-of <instant>', 'as it stood at an instant')
      .option('--timeline <timeline>', 'recorded: as was known then; occurred: as it was')
      .option('--revision <number>', 'as its first events up to this revision made it');
  },
  async run(run, given) {
    const caseId = caseIdNamed(given.argument(0));
    const until = untilOf(given);
    const replayed = await withLogToRead(run, given, (store) => replayCase(store, caseId, until));
    if (replayed.revision < 0) throw noCase(caseId, until);
    const { state, dossier, revision } = replayed;
    const until_ = until.kind === 'now' ? {} : { asOf: until };
    await run.result({ caseId, revision, ...until_, state, dossier }, linesOf(caseId, replayed));
  },
};

/** Where the replay stops. */
function untilOf(given: Given): ReplayUntil {
  const instant = instantOf('--as-of', given.text('asOf'));
  const revision = given.count('revision');
  const timeline = given.text('timeline') ?? 'recorded';
  if (timeline !== 'recorded' && timeline !== 'occurred') {
    throw badInput('wrong-usage', `--timeline is recorded or occurred: ${timeline}`);
  }
  if (revision !== undefined) {
    if (instant !== undefined) throw badInput('wrong-usage', '--as-of or --revision, not both');
    return { kind: 'revision', revision };
  }
  return instant === undefined ? { kind: 'now' } : { kind: timeline, instant };
}

function noCase(caseId: string, until: ReplayUntil) {
  if (until.kind === 'now' || until.kind === 'revision') {
    return badInput('case-unknown', `there is no case ${caseId}`);
  }
  return badInput('case-unknown', `there was no case ${caseId} at ${until.instant}`);
}

function linesOf(caseId: string, { state, dossier, revision }: ReplayedCase): readonly string[] {
  const { status, turn } = state.lifecycle;
  return [
    `case       ${caseId}, revision ${revision}`,
    `title      ${dossier?.title ?? ''}`,
    `status     ${status}, turn of ${turn}`,
    `kind       ${state.kind}${state.category === null ? '' : `, ${state.category}`}`,
    `severity   ${state.severity ?? 'none'}`,
    `policy     ${state.pack === null ? '' : `${state.pack.id}@${state.pack.version}`}`,
    `team       ${state.team ?? 'nobody'}, agent ${state.agentId ?? 'nobody'}`,
    `opened     ${state.openedAt}`,
    ...(state.resolvedAt === null ? [] : [`resolved   ${state.resolvedAt}`]),
    ...(state.closesAt === null ? [] : [`closes     ${state.closesAt}`]),
    ...state.links.map(({ relation, otherCaseId }) => `link       ${relation} ${otherCaseId}`),
    `next due   ${nextDueAt(state) ?? 'nothing'}`,
    ...promises(state),
  ];
}

const promises = ({ objectives }: CaseState): readonly string[] =>
  objectives.length === 0 ? ['promises   no target'] : ['promises', ...objectives.map(promise)];

const promise = ({ objectiveId, state, targetLabel, dueAt, verdict }: Objective): string =>
  `  ${objectiveId}: ${targetLabel}, ${dueAt === null ? 'no due time' : `due ${dueAt}`}, ${
    verdict === null || verdict === state ? state : `${state} (${verdict})`
  }`;
