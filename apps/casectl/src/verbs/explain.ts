import { explainObjective, explanationSentence } from '@caseline/case-domain';
import { PolicyShelf, replayCase } from '@caseline/case-engine';
import { caseIdNamed } from '../case-reference.ts';
import { withLogToRead } from '../stores.ts';
import { badInput } from '../failure.ts';
import type { Verb } from '../verb.ts';

/** Why a deadline is what it is: as a sentence, and with `--json` as data too. */
export const explain: Verb = {
  usage: 'explain <case> <objective>',
  summary: 'explain a deadline: what counted, what did not, and why',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const caseId = caseIdNamed(given.argument(0));
    const objectiveId = given.argument(1);
    const { clock } = run.surroundings;
    const explained = await withLogToRead(run, given, async (store) => {
      const { state } = await replayCase(store, caseId);
      if (state.pack === null) throw badInput('case-unknown', `there is no case ${caseId}`);
      const objective = state.objectives.find((known) => known.objectiveId === objectiveId);
      if (objective === undefined) {
        const known = state.objectives.map((each) => each.objectiveId).join(', ');
        throw badInput('objective-unknown', `no objective ${objectiveId}; there are: ${known}`);
      }
      const policy = await new PolicyShelf({ store, clock }).version(state.pack);
      const explanation = explainObjective(objective, state, policy);
      return { explanation, sentence: explanationSentence(explanation, policy) };
    });
    const { explanation, sentence } = explained;
    const segments = explanation.segments.map(
      ({ from, to, kind, countedMs, cause }) =>
        `  ${from}  ${to}  ${kind}  ${countedMs / 1_000} s  ${JSON.stringify(cause)}`,
    );
    await run.result({ caseId, ...explained }, [sentence, ...segments]);
  },
};
