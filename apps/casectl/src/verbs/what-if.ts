import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { supportKind, type SupportKind } from '@caseline/case-domain';
import { parsePack, type CompiledPack } from '@caseline/support-policy';
import { askWhatIf, type CaseRange } from '@caseline/what-if';
import { badInput } from '../failure.ts';
import { instantOf } from '../instants.ts';
import { withProgress } from '../progress.ts';
import type { Given, Verb } from '../verb.ts';
import { storesOf } from '../stores.ts';
import { whatIfLines } from '../what-if/what-if-lines.ts';
import { faultLine } from './policy-check.ts';

/** Judges the past anew under a draft of a policy pack and says what changes; writes nothing. */
export const whatIf: Verb = {
  usage: 'what-if',
  summary: 'judge the past anew under a draft of a policy pack; say what changes, write nothing',
  needsData: true,
  declare(command) {
    command
      .requiredOption('--policy <file>', 'the draft: YAML as for policy publish')
      .option('--from <instant>', 'only cases opened at or after this instant')
      .option('--to <instant>', 'only cases opened before this instant')
      .option('--org <id>', 'only cases of this organization')
      .option('--kind <kind>', 'only cases of this kind of support')
      .option('--threads <number>', 'threads that judge (default: one for each processor)');
  },
  async run(run, given) {
    const draft = await draftIn(given.text('policy') ?? '');
    const range = rangeBy(given);
    const threads = threadsBy(given);
    const stores = storesOf(run, given);
    const { clock, stderr } = run.surroundings;
    const answer = await withProgress(stderr, 'judging anew', (progress) =>
      askWhatIf(
        { stores, draft: draft.content, range, inBackground: false },
        {
          clock,
          ...(threads === undefined ? {} : { threads }),
          onProgress: (done, total) => progress.show(done, total),
        },
      ),
    );
    await run.result(answer, whatIfLines(answer));
  },
};

async function draftIn(file: string): Promise<CompiledPack> {
  const parsing = parsePack(await readFile(file, 'utf8'), basename(file));
  if (parsing.ok) return parsing.pack;
  const { faults } = parsing;
  throw badInput('policy-pack-faulty', faults.map(faultLine).join('\n'), { faults });
}

function rangeBy(given: Given): CaseRange {
  return {
    from: instantOf('--from', given.text('from')) ?? null,
    to: instantOf('--to', given.text('to')) ?? null,
    organizationId: given.text('org')?.toLowerCase() ?? null,
    kind: kindOf(given.text('kind')),
  };
}

function kindOf(said: string | undefined): SupportKind | null {
  if (said === undefined) return null;
  const parsed = supportKind.safeParse(said);
  if (parsed.success) return parsed.data;
  throw badInput('kind-unknown', `--kind is one of ${supportKind.options.join(', ')}: ${said}`);
}

/** More threads than this gain nothing on any machine. */
const MAX_THREADS = 64;

function threadsBy(given: Given): number | undefined {
  const threads = given.count('threads');
  if (threads === undefined || (threads >= 1 && threads <= MAX_THREADS)) return threads;
  throw badInput('wrong-usage', `--threads is a number from 1 to ${MAX_THREADS}: ${threads}`);
}
