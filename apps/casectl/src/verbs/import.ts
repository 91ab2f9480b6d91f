import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { PolicyNotPublished, PolicyShelf } from '@caseline/case-engine';
import { shippedPack, SHIPPED_PACK_IDS, type CompiledPack } from '@caseline/support-policy';
import { withLogToWrite } from '../stores.ts';
import { badInput, Failure } from '../failure.ts';
import { asFailure } from '../failure-of-error.ts';
import { importLog, ImportStopped, type RefusedEvent } from '../import/import-log.ts';
import { reportLines, type ImportReport } from '../import/import-report.ts';
import { LogFault } from '../log/log-case.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import { parseMapping } from '../mapping/parse-mapping.ts';
import { withProgress } from '../progress.ts';
import { toolActor } from '../tool-actor.ts';
import type { Run, Verb } from '../verb.ts';
import { faultLine } from './policy-check.ts';

/** Imports an event log by a mapping; what is refused is counted and listed by reason. */
export const importEvents: Verb = {
  usage: 'import <log>',
  summary: 'import an event log (XES or CSV, gzip too) by a mapping file',
  needsData: true,
  declare(command) {
    command
      .requiredOption('--mapping <file>', 'YAML: which event becomes which command')
      .option('--policy <id[@version]>', 'the pack that judges (default: the mapping says)')
      .option('--refused <file>', 'write every refused event to a new file, as NDJSON');
  },
  async run(run, given) {
    const log = given.argument(0);
    const mapping = await mappingIn(given.text('mapping') ?? '');
    const { size } = await stat(log);
    const report = await withRefusedFile(given.text('refused'), (onRefused) =>
      withLogToWrite(run, given, async (store) => {
        const { clock } = run.surroundings;
        const policies = new PolicyShelf({ store, clock });
        const policy = await policyNamed(policies, given.text('policy') ?? mapping.policy);
        return withProgress(run.surroundings.stderr, 'importing', (progress) =>
          importLog({
            ...{ file: log, mapping, store, clock, policies, policy },
            onBytes: (read) => progress.show(read, size),
            onRefused,
          }),
        );
      }),
    ).catch((error: unknown) => stopped(run, error));
    await run.result(report, reportLines(report));
  },
};

async function mappingIn(file: string): Promise<Mapping> {
  const parsing = parseMapping(await readFile(file, 'utf8'), basename(file));
  if (parsing.ok) return parsing.mapping;
  const { faults } = parsing;
  throw badInput('mapping-faulty', faults.map(faultLine).join('\n'), { faults });
}

const POLICY = /^([^@]+)(?:@(\d{1,9}))?$/;

/** A published pack; a shipped one is published where the data folder does not have it yet. */
async function policyNamed(policies: PolicyShelf, named: string): Promise<CompiledPack> {
  const [, id, version] = POLICY.exec(named) ?? [];
  if (id === undefined) throw badInput('wrong-usage', `a policy is id or id@version: ${named}`);
  const shipped = SHIPPED_PACK_IDS.find((known) => known === id);
  // Other packs too: a domain of an organization may belong to one of them (G1).
  await policies.load();
  try {
    await policies.current(id);
  } catch (error) {
    if (!(error instanceof PolicyNotPublished) || shipped === undefined) throw error;
    await policies.publish(shippedPack(shipped), { actor: toolActor, correlationId: id });
  }
  return version === undefined
    ? policies.current(id)
    : policies.version({ id, version: Number(version) });
}

/** Opens the file of the refused events before anything is imported, and keeps their order. */
async function withRefusedFile<Result>(
  file: string | undefined,
  work: (onRefused: (refused: RefusedEvent) => void) => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return work(() => undefined);
  const handle: FileHandle = await open(file, 'wx');
  const output = handle.createWriteStream();
  try {
    return await work((refused) => output.write(`${JSON.stringify(refused)}\n`));
  } finally {
    await new Promise<void>((resolve) => output.end(resolve));
  }
}

/** Says what was imported before the import stopped, and why it did. */
function stopped(run: Run, error: unknown): never {
  if (!(error instanceof ImportStopped)) throw error;
  const { cause, report } = error;
  const failure =
    cause instanceof LogFault ? badInput(cause.code, cause.message) : asFailure(cause);
  run.say(`stopped; before that: ${summaryOf(report)}`);
  throw new Failure(failure.exit, failure.code, {
    detail: failure.message,
    facts: { ...failure.facts, imported: report },
  });
}

const summaryOf = ({ log, applied, appendedEvents }: ImportReport): string =>
  `${log.cases} whole cases read, ${applied} of their ${log.events} events applied, ` +
  `${appendedEvents} events appended`;
